import { rise } from './counter-rise.ts';
import {
  type Evidence,
  type HostState,
  interfaceOfSysctl,
  type NextHop,
  type Observation,
  type Route,
  type Rule,
  TABLE,
  tableName,
} from './model/index.ts';

/** What an exhibit is about: the devices and family of the flow decide which lines of a long listing are shown. */
export type ExhibitFocus = { family: 4 | 6; devices: readonly string[] };

/** Counters that tell what became of a request, in the order in which it meets them. */
const TELLING_COUNTERS = [
  'Ip.InReceives',
  'TcpExt.IPReversePathFilter',
  'Icmp.InEchos',
  'Icmp.OutEchoReps',
  'Ip.OutNoRoutes',
  'Ip.OutDiscards',
  'Icmp6.InEchos',
  'Icmp6.OutEchoReplies',
];

/** Longest listing shown, in lines: the whole stands in the transcript. */
const LONGEST = 40;

/** What tells most comes first. */
const MOST_TELLING = [
  'capture',
  'probe',
  'trace',
  'rp_filter',
  'routes',
  'rules',
  'oracle',
  'counters',
  'neighbours',
  'filters',
  'addresses',
  'links',
];

/** Evidence in the order in which a reader wants to see it: the more telling kinds first, the host before its peer. */
export function byTelling(exhibits: readonly Evidence[]): Evidence[] {
  const rank = ({ id }: Evidence): number => {
    const at = MOST_TELLING.indexOf(id.replace(/^peer-/, '').replace(/-\d+$/, ''));
    return (at < 0 ? MOST_TELLING.length : at) * 2 + (id.startsWith('peer-') ? 1 : 0);
  };
  return [...exhibits].sort((one, other) => rank(one) - rank(other));
}

/**
 * The evidence in the form in which a person reads it: what was collected as JSON or from /proc is told as iproute2 and
 * sysctl print it, counters by how much they rose. What was heard as text stays as it is. Ids are kept.
 */
export function exhibitsOf(observation: Observation, focus: ExhibitFocus): Evidence[] {
  const exhibits: Evidence[] = [];
  for (const item of observation.evidence) {
    const kind = item.id.replace(/-\d+$/, '');
    if (kind === 'counters' && observation.counters.length > 1) {
      if (item.id === 'counters') exhibits.push(counterExhibit(observation));
    } else if (isMachineForm(item.output)) {
      const readable = readableForm(kind, observation.state, focus);
      if (readable) exhibits.push({ id: item.id, ...readable });
      else exhibits.push(item);
    } else {
      exhibits.push(item);
    }
  }
  return exhibits;
}

function isMachineForm(output: string): boolean {
  return /^\s*\[\s*[{\]]/.test(output) || /^\/proc\/sys\//.test(output);
}

type Told = Pick<Evidence, 'command' | 'output'>;

function readableForm(kind: string, state: HostState, focus: ExhibitFocus): Told | undefined {
  switch (kind) {
    case 'rules':
      return told('ip rule', (state.rules[4] ?? []).map(ruleLine));
    case 'rules6':
      return told('ip -6 rule', (state.rules[6] ?? []).map(ruleLine));
    case 'routes':
      return told('ip route show table all', (state.routes[4] ?? []).filter(isNotLocal).map(routeLine));
    case 'routes6':
      return told('ip -6 route show table all', (state.routes[6] ?? []).filter(isNotLocal).map(routeLine));
    case 'rp_filter':
    case 'sysctls':
      return sysctlExhibit(kind, state, focus);
    case 'addresses':
      return told(
        'ip -brief address',
        (state.addresses ?? []).map(({ dev, local, prefixLength }) => `${dev} ${local}/${prefixLength}`),
      );
    case 'neighbours':
      return told(
        'ip neigh',
        (state.neighbours ?? []).map((entry) =>
          [
            entry.address,
            'dev',
            entry.dev,
            ...(entry.mac ? ['lladdr', entry.mac] : []),
            entry.state ?? '',
          ].join(' '),
        ),
      );
    case 'links':
      return told(
        'ip -brief link',
        (state.links ?? []).map(
          ({ name, operstate, mac, flags }) =>
            `${name} ${operstate ?? '?'} ${mac ?? ''} <${flags.join(',')}>`,
        ),
      );
    default:
      return undefined;
  }
}

function told(command: string, lines: readonly string[]): Told {
  const rest = lines.length > LONGEST ? [`… ${lines.length - LONGEST} more`] : [];
  return { command, output: [...lines.slice(0, LONGEST), ...rest].join('\n') };
}

function isNotLocal(route: Route): boolean {
  return route.table !== TABLE.local;
}

function sysctlExhibit(kind: string, { sysctls = {} }: HostState, { family, devices }: ExhibitFocus): Told {
  const wanted = Object.keys(sysctls).filter((key) => {
    const setting = interfaceOfSysctl(key);
    if (!setting) return kind === 'sysctls' && HOST_WIDE.has(key);
    const { dev, name } = setting;
    if (!['all', ...devices].includes(dev)) return false;
    if (name === 'rp_filter') return kind === 'rp_filter' && family === 4;
    return kind === 'sysctls' && NOT_ZERO.has(name) && sysctls[key] !== '0';
  });
  return told(
    `sysctl ${wanted.join(' ')}`,
    wanted.map((key) => `${key} = ${sysctls[key]}`),
  );
}

const HOST_WIDE = new Set([
  'net.ipv4.ip_forward',
  'net.ipv4.icmp_echo_ignore_all',
  'net.ipv6.icmp.echo_ignore_all',
  'net.ipv6.conf.all.forwarding',
]);

/** Settings that matter only where somebody set them. */
const NOT_ZERO = new Set([
  'src_valid_mark',
  'accept_local',
  'arp_ignore',
  'arp_announce',
  'arp_filter',
  'ignore_routes_with_linkdown',
]);

function counterExhibit({ counters }: Observation): Evidence {
  const lines = TELLING_COUNTERS.flatMap((name) => {
    const by = rise(counters, name);
    return by === undefined ? [] : [`${name.replace('.', ' ')} +${by}`];
  });
  return {
    id: 'counters',
    command: 'cat /proc/net/netstat /proc/net/snmp, before and after',
    output: lines.join('\n'),
  };
}

/** A rule as `ip rule` prints it. */
function ruleLine(rule: Rule): string {
  const { action } = rule;
  const words = [`${rule.preference}:`, ...(rule.not ? ['not'] : []), 'from', short(rule.from) ?? 'all'];
  if (rule.to) words.push('to', short(rule.to) ?? '');
  if (rule.iif) words.push('iif', rule.iif, ...(rule.iifDetached ? ['[detached]'] : []));
  if (rule.oif) words.push('oif', rule.oif, ...(rule.oifDetached ? ['[detached]'] : []));
  if (rule.fwmark)
    words.push('fwmark', `0x${rule.fwmark.value.toString(16)}/0x${rule.fwmark.mask.toString(16)}`);
  if (rule.ipproto !== undefined) words.push('ipproto', String(rule.ipproto));
  if (rule.sport) words.push('sport', `${rule.sport.from}-${rule.sport.to}`);
  if (rule.dport) words.push('dport', `${rule.dport.from}-${rule.dport.to}`);
  if (action.kind === 'lookup') words.push('lookup', tableName(action.table));
  else if (action.kind === 'goto') words.push('goto', String(action.target));
  else words.push(action.kind);
  if (rule.suppressPrefixLength !== undefined)
    words.push('suppress_prefixlength', String(rule.suppressPrefixLength));
  return words.join(' ');
}

/** A route as `ip route show table all` prints it. */
function routeLine(route: Route): string {
  const words: string[] = route.type === 'unicast' ? [] : [route.type];
  words.push(/\/0$/.test(route.destination) ? 'default' : (short(route.destination) ?? ''));
  const [only, ...others] = route.nextHops;
  if (only && others.length === 0) words.push(...hopWords(only));
  if (route.table !== TABLE.main) words.push('table', tableName(route.table));
  if (route.protocol) words.push('proto', route.protocol);
  if (route.scope) words.push('scope', route.scope);
  if (route.prefsrc) words.push('src', route.prefsrc);
  if (route.metric !== undefined) words.push('metric', String(route.metric));
  if (others.length > 0) for (const hop of route.nextHops) words.push('nexthop', ...hopWords(hop));
  return words.join(' ');
}

function hopWords({ gateway, dev, flags }: NextHop): string[] {
  return [...(gateway ? ['via', gateway] : []), ...(dev ? ['dev', dev] : []), ...flags];
}

/** Full-length prefixes are printed as addresses. */
function short(prefix: string | undefined): string | undefined {
  return prefix?.replace(/^([^:]+)\/32$/, '$1').replace(/^(.*:.*)\/128$/, '$1');
}
