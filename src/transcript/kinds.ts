import type { TypedCommand } from './command-line.ts';
import { readIpCommand } from './ip-command.ts';

/** What a block of output is, told from the command or from its own form. */
export type Kind =
  | 'interfaces'
  | 'brief'
  | 'ifconfig'
  | 'routes'
  | 'route-table'
  | 'rules'
  | 'neighbours'
  | 'route-get'
  | 'sysctl'
  | 'capture'
  | 'ping'
  | 'counters'
  | 'netstat-statistics'
  | 'sockets'
  | 'arp'
  | 'kernel-log'
  | 'nft'
  | 'iptables-save'
  | 'iptables-rules'
  | 'iptables-list'
  | 'json'
  | 'files'
  | 'uname'
  | 'hostname'
  | 'network-manager'
  | 'networkctl'
  | 'environment'
  | 'conntrack'
  | 'reach'
  /** The collector's own words. */
  | 'remark'
  /** Known, and of no interest here (a change, a directory listing). */
  | 'ignored';

/** The kind of output that a command prints; undefined for one that is not known. */
export function kindOfCommand(command: TypedCommand): Kind | undefined {
  const [name = '', ...args] = command.argv;
  switch (name) {
    case 'ip':
      return kindOfIp(command);
    case 'ifconfig':
      return 'ifconfig';
    case 'route':
      return args.includes('add') || args.includes('del') ? 'ignored' : 'route-table';
    case 'netstat':
      return kindOfNetstat(args);
    case 'ss':
      return args.includes('-s') ? 'ignored' : 'sockets';
    case 'sysctl':
      return 'sysctl';
    case 'tcpdump':
      return 'capture';
    case 'ping':
    case 'ping4':
    case 'ping6':
      return 'ping';
    case 'nstat':
      return 'counters';
    case 'arp':
      return args.some((word) => word === '-s' || word === '-d') ? 'ignored' : 'arp';
    case 'dmesg':
    case 'journalctl':
      return 'kernel-log';
    case 'nft':
      if (args.includes('monitor')) return args.includes('trace') ? 'kernel-log' : 'ignored';
      return args.some((word) => word === 'list') || args.length === 0 ? 'nft' : 'ignored';
    case 'iptables-save':
    case 'ip6tables-save':
    case 'iptables-nft-save':
    case 'iptables-legacy-save':
    case 'ip6tables-nft-save':
    case 'ip6tables-legacy-save':
      return 'iptables-save';
    case 'iptables':
    case 'ip6tables':
    case 'iptables-nft':
    case 'iptables-legacy':
      return kindOfIptables(args);
    case 'uname':
      return 'uname';
    case 'hostname':
      return 'hostname';
    case 'nmcli':
      return 'network-manager';
    case 'networkctl':
      return 'networkctl';
    case 'env':
    case 'printenv':
    case 'echo':
    case 'printf':
    case 'set':
      return 'environment';
    case 'conntrack':
      return args.includes('-C') || args.includes('--count') ? 'conntrack' : 'ignored';
    case 'nc':
    case 'ncat':
    case 'telnet':
      return 'reach';
    case 'exec':
      return args.some((word) => word.includes('/dev/tcp/')) ? 'reach' : 'ignored';
    case 'roundtrip':
      return 'remark';
    case 'cat':
    case 'head':
    case 'tail':
    case 'grep':
    case 'egrep':
    case 'zgrep':
    case 'more':
    case 'less':
    case 'awk':
      return kindOfFiles(args);
    case 'cd':
    case 'ls':
    case 'exit':
    case 'sudo':
    case 'su':
    case 'ssh':
    case 'clear':
    case 'date':
    case 'systemctl':
    case 'modprobe':
      return 'ignored';
    default:
      return undefined;
  }
}

function kindOfIp(command: TypedCommand): Kind {
  const ip = readIpCommand(command.argv);
  if (ip === undefined) return 'ignored';
  if (ip.verb === 'get') return 'route-get';
  if (ip.verb !== 'show') return 'ignored';
  switch (ip.object) {
    case 'address':
    case 'link':
      return ip.brief ? 'brief' : 'interfaces';
    case 'route':
      return 'routes';
    case 'rule':
      return 'rules';
    case 'neighbor':
      return ip.brief ? 'ignored' : 'neighbours';
    default:
      return 'ignored';
  }
}

function kindOfNetstat(args: readonly string[]): Kind {
  const letters = args.filter((word) => /^-[A-Za-z46]/.test(word)).join('');
  if (args.includes('--route') || letters.includes('r')) return 'route-table';
  if (args.includes('--statistics') || letters.includes('s')) return 'netstat-statistics';
  if (args.includes('--interfaces') || letters.includes('i')) return 'ignored';
  return 'sockets';
}

function kindOfIptables(args: readonly string[]): Kind {
  if (args.some((word) => word === '-S' || word === '--list-rules')) return 'iptables-rules';
  if (args.some((word) => /^-[nvx]*L/.test(word) || word === '--list')) return 'iptables-list';
  return 'ignored';
}

/** undefined for a file that somebody saved an output in: its kind is told from its form. */
function kindOfFiles(args: readonly string[]): Kind | undefined {
  const paths = args.filter((word) => word.startsWith('/') || word.startsWith('net/'));
  if (paths.length > 0 && paths.every((path) => /^\/proc\/net\/(?:netstat|snmp6?)$/.test(path)))
    return 'counters';
  if (paths.length > 0 && paths.every((path) => path.startsWith('/proc/sys/'))) return 'sysctl';
  if (paths.some((path) => /\/(?:messages|syslog|kern\.log|dmesg)[^/]*$/.test(path))) return 'kernel-log';
  return paths.some((path) => /^\/(?:etc|proc|sys|run|var|usr|lib)\//.test(path)) ? 'files' : undefined;
}
