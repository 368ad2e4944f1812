import { type Doubt, doubtful, type TypedChange } from './typed-change.ts';

/** What a program that configures the network may have changed: everything that it writes. */
function network(device?: string): TypedChange {
  const own = device === undefined ? {} : { device };
  const doubts: Doubt[] = [
    { part: 'links', ...own },
    { part: 'addresses', ...own },
    { part: 'routes' },
    { part: 'rules' },
    { part: 'neighbours', ...own },
  ];
  return doubtful(doubts);
}

const everything = (): TypedChange =>
  doubtful([
    ...(
      ['links', 'addresses', 'routes', 'rules', 'sysctls', 'neighbours', 'sockets', 'filters'] as const
    ).map((part) => ({ part })),
    { part: 'hooks' },
    { part: 'tracking' },
  ]);

const filters = (): TypedChange => doubtful([{ part: 'filters' }]);

const NETWORK_UNIT =
  /^(?:network|networking|NetworkManager|network-manager|systemd-networkd|netctl|wicked|netplan|dhcpcd|dhclient|ifup@|keepalived|frr|bird|zebra|quagga|wg-quick@|openvpn|tailscaled|zerotier|cloud-init)/i;
const FILTER_UNIT =
  /^(?:firewalld|ufw|nftables|ip6?tables|fail2ban|shorewall|csf|netfilter-persistent|iptables-persistent|firewall)\b/i;

/** A service was started, stopped or restarted: `systemctl restart UNIT`, `service UNIT restart`, `/etc/init.d/UNIT restart`. */
function unitChange(verb: string, unit: string): TypedChange | undefined {
  const isVerb =
    /^(?:start|stop|restart|reload|force-reload|try-restart|reload-or-restart|reload-or-try-restart|kill|condrestart)$/;
  if (!isVerb.test(verb) || unit === '') return undefined;
  if (NETWORK_UNIT.test(unit)) return network();
  if (FILTER_UNIT.test(unit)) return filters();
  if (/^(?:systemd-sysctl|procps)/.test(unit)) return doubtful([{ part: 'sysctls' }]);
  if (/^(?:strongswan|ipsec|libreswan)/.test(unit)) return doubtful([{ part: 'routes' }, { part: 'rules' }]);
  return doubtful([{ part: 'sockets' }]);
}

/** Programs that configure a part of the host by their own rules; undefined where the command only shows something. */
export function serviceChange(argv: readonly string[]): TypedChange | undefined {
  const [name = '', ...args] = argv;
  const [verb = '', object = ''] = args.filter((word) => !word.startsWith('-'));
  const isOn = args.includes('--now');
  switch (name) {
    case 'systemctl':
      return (verb === 'enable' || verb === 'disable') && isOn
        ? unitChange('start', object)
        : unitChange(verb, object);
    case 'service':
    case 'rc-service':
      return unitChange(object, verb);
    case 'netplan':
      return verb === 'apply' || verb === 'try' ? network() : undefined;
    case 'nmcli':
      return nmcliChange(verb, object, args);
    case 'ifup':
    case 'ifdown':
      return network(verb === '' || args.includes('-a') ? undefined : verb);
    case 'ifreload':
    case 'dhclient':
    case 'dhcpcd':
    case 'udhcpc':
    case 'wg-quick':
    case 'nmtui':
    case 'openvpn':
      return network();
    case 'networkctl':
      return /^(?:reload|reconfigure|up|down|renew)$/.test(verb) ? network(object || undefined) : undefined;
    case 'tailscale':
      return verb === 'up' || verb === 'down' || verb === 'set' ? network() : undefined;
    case 'reboot':
      return everything();
    case 'shutdown':
      return args.includes('-r') ? everything() : undefined;
    case 'ufw':
      return /^(?:enable|disable|reload|reset|allow|deny|reject|limit|delete|insert|route|default|prepend)$/.test(
        verb,
      )
        ? filters()
        : undefined;
    case 'firewall-cmd':
      return firewalldChange(args);
    case 'fail2ban-client':
      return /^(?:set|unban|reload|start|stop|restart)$/.test(verb) ? filters() : undefined;
    case 'iptables-restore':
    case 'ip6tables-restore':
    case 'ipset':
      return name === 'ipset' && /^(?:list|save|test|version)?$/.test(verb) ? undefined : filters();
    case 'conntrack':
      return args.some((word) => /^(?:-[FDUI]|--flush|--delete|--update)$/.test(word))
        ? tracking()
        : undefined;
    case 'tc':
      return /^(?:qdisc|filter|class)$/.test(verb) && /^(?:add|del|delete|replace|change)$/.test(object)
        ? doubtful([{ part: 'hooks' }])
        : undefined;
    case 'kill':
    case 'killall':
    case 'pkill':
      return doubtful([{ part: 'sockets' }]);
    default:
      // A script of /etc/init.d, of which the path is left out here.
      return NETWORK_UNIT.test(name) || FILTER_UNIT.test(name) ? unitChange(verb, name) : undefined;
  }
}

/** Connections that are known are forgotten: nothing that is listed changes by it, and packets may fare differently. */
function tracking(): TypedChange {
  return { parts: ['tracking'], make: () => 'made' };
}

function nmcliChange(verb: string, object: string, args: readonly string[]): TypedChange | undefined {
  const does = /^(?:up|down|reload|reapply|connect|disconnect|set|delete|on|off)$/;
  if (!/^(?:c|con|conn|connection|d|dev|device|n|net|networking|g|general)$/.test(verb) || !does.test(object))
    return undefined;
  const isDevice = verb.startsWith('d');
  const named = isDevice ? args[args.indexOf(object) + 1] : undefined;
  return network(named);
}

/** What firewalld is told to keep for later (`--permanent`) changes nothing until it is reloaded. */
function firewalldChange(args: readonly string[]): TypedChange | undefined {
  if (args.some((word) => /^--(?:complete-)?reload$/.test(word))) return filters();
  if (args.includes('--permanent')) return undefined;
  return args.some((word) => /^--(?:add|remove|change|set|panic-o|direct|runtime-to)/.test(word)) &&
    !args.some((word) => /^--(?:get|list|query)/.test(word))
    ? filters()
    : undefined;
}
