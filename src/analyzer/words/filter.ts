import { parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import type { Walk } from '../walk.ts';
import { capitalise, LINKS, requests, type Telling } from './telling.ts';

/** Causes in packet filters and connection tracking. */
export const FILTER_WORDS = {
  'firewall-drop': (walk, { because, stage }) => {
    const what = stage === 'output' ? 'its own answers' : requests(walk);
    return {
      headline: `${walk.host}'s firewall drops ${what}${stage === 'output' ? '' : ` to ${walk.flow.interface}`}${whose(because)}`,
      explanation: `${capitalise(because)}. The packet reaches ${walk.host} and routing is not at fault: the firewall was told so. If it is not meant, let this traffic pass before that rule.`,
      advice: { commands: filterCommands(walk, because), link: LINKS.nft },
    };
  },
  'firewall-rp-filter': (walk, { because }) => ({
    headline: `${walk.host}'s firewall drops ${requests(walk)} to ${walk.flow.interface}: its own reverse path check${whose(because)}`,
    explanation: `${capitalise(because)}. The firewall refuses what comes in on another interface than it would answer by, as strict rp_filter does, whatever rp_filter says. Let answers go back by ${walk.ingress} (policy routing), or relax that rule.`,
    advice: {
      commands: because.includes('firewalld')
        ? [
            ['grep', '-n', 'IPv6_rpfilter', '/etc/firewalld/firewalld.conf'],
            ['sed', '-i', 's/^IPv6_rpfilter=.*/IPv6_rpfilter=loose/', '/etc/firewalld/firewalld.conf'],
            ['systemctl', 'reload', 'firewalld'],
          ]
        : listing(walk, because),
      link: LINKS.ingressFiltering,
    },
  }),
  'published-port-reverse-path': (walk, { because }) => {
    const { host, flow, passage, state, family } = walk;
    const bridge = state.routes[family]?.find(
      (route) =>
        route.protocol === 'kernel' &&
        route.nextHops[0]?.dev !== undefined &&
        covers(route.destination, passage.destination),
    )?.nextHops[0]?.dev;
    const rule = state.rules[family]?.find(
      ({ from, action }) => from?.startsWith(`${flow.to}`) === true && action.kind === 'lookup',
    );
    const table = rule?.action.kind === 'lookup' ? rule.action.table : 'TABLE';
    return {
      headline: `${host} drops port ${flow.port ?? '?'} on ${flow.interface}: once translated, its way back is another interface`,
      explanation: `${capitalise(because)}. The port's destination is rewritten to the container before the source is checked, so the rule for ${flow.to} does not count any more. Route what comes from the container's bridge the same way, or mark connections (connmark) and set src_valid_mark.`,
      advice: {
        commands: [
          [
            'ip',
            'rule',
            'add',
            'pref',
            String((rule?.preference ?? 1001) - 1),
            'iif',
            bridge ?? 'BRIDGE',
            'lookup',
            table,
          ],
        ],
        link: LINKS.ipSysctl,
      },
    };
  },
  'conntrack-full': ({ host, state }, { because }) => ({
    headline: `${host} drops new connections: its connection tracking table is full`,
    explanation: `${capitalise(because)}. What belongs to a connection that is already known still passes, which is why a login may work while a ping does not. Raise the limit, and find out who opens so many connections.`,
    advice: {
      commands: [
        ['sysctl', '-w', `net.netfilter.nf_conntrack_max=${(state.conntrack?.max ?? 65536) * 2}`],
        ['conntrack', '-S'],
      ],
      link: LINKS.conntrackSysctl,
    },
  }),
} as const satisfies Record<string, Telling>;

/** Where a rule stands, as the stages tell it. */
const PLACE = /in chain (\S+) of (?:nft table (\S+) ([^\s:;,]+)|(iptables|ip6tables) table ([^\s:;,]+))/;

/** ` (firewalld)`, where the rule is recognised as somebody's. */
function whose(because: string): string {
  const name = / of (?:nft|iptables|ip6tables) table [^(]*\(([^)]+)\)/.exec(because)?.[1];
  return name === undefined ? '' : ` (${name})`;
}

function listing(walk: Walk, because: string): string[][] {
  const place = PLACE.exec(because);
  const [, chain = '', family, table = '', program, legacy = ''] = place ?? [];
  if (family !== undefined) return [['nft', '-a', 'list', 'chain', family, table, chain]];
  if (program !== undefined)
    return [[programOf(walk, program), '-t', legacy, '-L', chain, '-n', '-v', '--line-numbers']];
  return [['nft', '-a', 'list', 'ruleset']];
}

/** The rule's surroundings, and a rule before it that lets this one flow pass. */
function filterCommands(walk: Walk, because: string): string[][] {
  const { flow, family } = walk;
  const place = PLACE.exec(because);
  const [, chain = '', nftFamily, table = '', program, legacy = ''] = place ?? [];
  const from = flow.from;
  if (from === undefined || chain === '' || because.includes('firewalld') || because.includes('ufw'))
    return listing(walk, because);
  const outward = /^(OUTPUT|POSTROUTING|output|postrouting)$/.test(chain);
  const peer = outward ? 'daddr' : 'saddr';
  const port = String(flow.port ?? '');
  const side = outward ? 'sport' : 'dport';
  if (nftFamily !== undefined) {
    const echo = `echo-${outward ? 'reply' : 'request'}`;
    const what =
      flow.protocol === 'icmp'
        ? [family === 6 ? 'icmpv6' : 'icmp', 'type', echo]
        : [flow.protocol, side, port];
    const match = [family === 6 ? 'ip6' : 'ip', peer, from, ...what];
    return [
      ...listing(walk, because),
      ['nft', 'insert', 'rule', nftFamily, table, chain, ...match, 'accept'],
    ];
  }
  const protocol =
    flow.protocol === 'icmp' ? [family === 6 ? 'ipv6-icmp' : 'icmp'] : [flow.protocol, `--${side}`, port];
  const match = [outward ? '-d' : '-s', from, '-p', ...protocol, '-j', 'ACCEPT'];
  return [
    ...listing(walk, because),
    [programOf(walk, program ?? 'iptables'), '-t', legacy, '-I', chain, '1', ...match],
  ];
}

/**
 * From iptables 1.8 on the plain name can mean nf_tables, which does not see the legacy tables; the listing's own first line
 * tells them apart ("(nf_tables)").
 */
function programOf({ state }: Walk, program: string): string {
  const kind = program === 'iptables' ? 'iptables-save' : 'ip6tables-save';
  const text = state.filters?.find((listed) => listed.kind === kind)?.text ?? '';
  const version = /^# Generated by ip6?tables-save v1\.(\d+)\.\S+ (\(nf_tables\))?/m.exec(text);
  return version && Number(version[1]) >= 8 && version[2] === undefined ? `${program}-legacy` : program;
}

function covers(prefix: string, address: string): boolean {
  const parsed = parsePrefix(prefix);
  const value = parseAddress(address);
  return parsed !== undefined && parsed.length > 0 && value !== undefined && prefixContains(parsed, value);
}
