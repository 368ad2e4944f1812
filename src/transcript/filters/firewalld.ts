import type { FilterRule, FilterTable } from '../../analyzer/model/index.ts';
import { portsOfService } from './firewalld-services.ts';
import { readNftRule } from './nft-rule.ts';
import type { Zone } from './zones.ts';

/** Values of `IPv6_rpfilter` (firewalld.conf(5)); `yes` is `strict`. */
const REVERSE_PATH_SETTINGS = ['yes', 'strict', 'loose', 'strict-forward', 'loose-forward', 'no'] as const;
export type ReversePathSetting = (typeof REVERSE_PATH_SETTINGS)[number];

/** The last `IPv6_rpfilter` among these lines of firewalld.conf. */
export function readReversePathSetting(lines: readonly string[]): ReversePathSetting | undefined {
  const values = lines.map((line) => REVERSE_PATH_LINE.exec(line.slice(0, 200))?.[1]?.toLowerCase());
  const last = values.findLast((value) => value !== undefined);
  return REVERSE_PATH_SETTINGS.find((known) => known === last);
}

/** `IPv6_rpfilter=yes`, also with the file's name or a line number in front, as grep prints them. */
const REVERSE_PATH_LINE = /^(?:\S+:)?\s*IPv6_rpfilter\s*=\s*([\w-]+)\s*$/i;

/** Whether the line is firewalld's setting of its check of the way back. */
export function isReversePathLine(line: string): boolean {
  return REVERSE_PATH_LINE.test(line.slice(0, 200));
}

/**
 * The check of the way back of IPv6, which comes before every zone: strict where nothing else is set. A file need not be what
 * is in force.
 */
function reversePathRules(setting: ReversePathSetting): FilterRule[] {
  const text = `IPv6_rpfilter=${setting}`;
  const check = {
    yes: 'fib saddr . mark . iif oif missing drop',
    strict: 'fib saddr . mark . iif oif missing drop',
    loose: 'fib saddr . mark oif missing drop',
    // These look at what is forwarded alone.
    'strict-forward': undefined,
    'loose-forward': undefined,
    no: undefined,
  }[setting];
  if (check === undefined) return [];
  return [
    rule('icmpv6 type { nd-router-advert, nd-neighbor-solicit } accept', text),
    { ...rule(`meta nfproto ipv6 ${check}`, text), assumed: true },
  ];
}

/**
 * The rules that firewalld makes of its zones (its documents "Concepts" and firewalld.zone(5); measured with both of its
 * backends). A zone holds what comes from its sources, then what comes in by its interfaces; what it does not let in meets
 * its target.
 */
export function firewalldTable(zones: readonly Zone[], reversePath: ReversePathSetting = 'yes'): FilterTable {
  const ruled = (rules: readonly FilterRule[], name: string) => ({ name, rules: [...rules] });
  const sources = zones.flatMap((zone) => zone.sources.map((source) => fromSource(source, zone)));
  const devices = zones.flatMap((zone) => zone.interfaces.map((device) => byDevice(device, zone)));
  const unknown: FilterRule = {
    text: 'zones that were not shown',
    steps: [{ kind: 'verdict', verdict: { kind: 'not-followed', what: 'zones that were not shown' } }],
  };
  return {
    listing: 'firewalld',
    family: 'inet',
    name: 'firewalld',
    sets: [],
    chains: [
      {
        name: 'PREROUTING',
        base: { type: 'filter', hook: 'prerouting', priority: 10, policy: 'accept' },
        rules: reversePathRules(reversePath),
      },
      {
        name: 'INPUT',
        base: { type: 'filter', hook: 'input', priority: 10, policy: 'accept' },
        rules: [
          rule('ct state established,related accept', 'established connections'),
          rule('iifname "lo" accept', 'lo'),
          ...sources,
          ...devices,
          unknown,
        ],
      },
      ...zones.filter(({ listed }) => listed).map((zone) => ruled(rulesOf(zone), zone.name)),
    ],
  };
}

function fromSource(source: string, { name }: Zone): FilterRule {
  const match = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(source)
    ? `ether saddr ${source}`
    : source.startsWith('ipset:')
      ? 'ipset unknown'
      : `${source.includes(':') ? 'ip6' : 'ip'} saddr ${source}`;
  return rule(`${match} goto ${name}`, `sources: ${source}`);
}

function byDevice(device: string, { name }: Zone): FilterRule {
  return rule(`iifname "${device.replace(/\+$/, '*')}" goto ${name}`, `interfaces: ${device}`);
}

/** What is denied comes before what is allowed, and rich rules of their own priority before or behind both. */
function rulesOf(zone: Zone): FilterRule[] {
  const rich = zone.richRules.flatMap(readRichRule);
  const first = rich.filter(({ priority }) => priority < 0);
  const last = rich.filter(({ priority }) => priority > 0);
  const usual = rich.filter(({ priority }) => priority === 0);
  const rules = [
    ...first.sort((one, other) => one.priority - other.priority),
    ...usual.filter(({ denies }) => denies),
    ...icmpRules(zone),
    ...usual.filter(({ denies }) => !denies),
    ...zone.services.flatMap(serviceRules),
    ...zone.ports.map((port) => ({ nft: `${portMatch(port, 'dport')} accept`, text: `ports: ${port}` })),
    ...zone.sourcePorts.map((port) => ({
      nft: `${portMatch(port, 'sport')} accept`,
      text: `source-ports: ${port}`,
    })),
    ...zone.protocols.map((name) => ({ nft: `${protocolMatch(name)} accept`, text: `protocols: ${name}` })),
    ...zone.forwardPorts.flatMap(forwardedPort),
    ...last.sort((one, other) => one.priority - other.priority),
    ...targetRules(zone),
  ];
  const isAssumed = zone.permanent ? { assumed: true as const } : {};
  return rules
    .map(({ nft, text }) => ({ ...rule(nft, text), ...isAssumed }))
    .map((one) => unlisted(zone, one));
}

/** A target that the listing does not print is the one that the zone comes with. */
function unlisted(zone: Zone, one: FilterRule): FilterRule {
  return zone.target === undefined && one.text.startsWith('target:') ? { ...one, assumed: true } : one;
}

type Made = { nft: string; text: string };
const PROHIBITED = 'reject with icmpx admin-prohibited';

function icmpRules({ icmpBlocks, icmpBlockInversion: inverted }: Zone): Made[] {
  const blocks = icmpBlocks.flatMap((name) =>
    [`icmp type ${name}`, `icmpv6 type ${name}`].map((match) => ({
      nft: `${match} ${inverted ? 'accept' : PROHIBITED}`,
      text: `icmp-blocks: ${name}`,
    })),
  );
  return inverted
    ? [
        ...blocks,
        { nft: `meta l4proto { icmp, ipv6-icmp } ${PROHIBITED}`, text: 'icmp-block-inversion: yes' },
      ]
    : blocks;
}

function serviceRules(name: string): Made[] {
  const text = `services: ${name}`;
  const ports = portsOfService(name);
  if (ports === undefined) return [{ nft: 'service unknown accept', text }];
  return ports.map((port) => ({
    nft: `${port.includes('/') ? portMatch(port, 'dport') : protocolMatch(port)} accept`,
    text,
  }));
}

/** `5000-5010/udp`. */
function portMatch(port: string, side: 'dport' | 'sport'): string {
  const [range = '', protocol = 'tcp'] = port.split('/');
  return `${/^[a-z]+$/.test(protocol) ? protocol : 'tcp'} ${side} ${range}`;
}

function protocolMatch(name: string): string {
  return `meta l4proto ${name === 'icmp' ? 'icmp' : name}`;
}

/** What is forwarded elsewhere does not come to the zone's target, or comes to another port. */
function forwardedPort(text: string): Made[] {
  const port = /\bport=([\d-]+)/.exec(text)?.[1];
  const protocol = /\bproto=([a-z]+)/.exec(text)?.[1] ?? 'tcp';
  return port === undefined
    ? []
    : [{ nft: `${protocol} dport ${port} accept`, text: `forward-ports: ${text}` }];
}

/** The targets of the zones that firewalld comes with. */
const TARGETS: Readonly<Record<string, string>> = { drop: 'DROP', block: '%%REJECT%%', trusted: 'ACCEPT' };

function targetRules({
  name,
  target = Object.hasOwn(TARGETS, name) ? TARGETS[name] : 'default',
}: Zone): Made[] {
  const text = `target: ${target}`;
  if (target === 'ACCEPT') return [{ nft: 'accept', text }];
  if (target === 'DROP') return [{ nft: 'drop', text }];
  const refused = { nft: PROHIBITED, text };
  // The default target refuses as the others do, and lets ICMP in.
  return target === 'default'
    ? [{ nft: 'meta l4proto { icmp, ipv6-icmp } accept', text }, refused]
    : [refused];
}

type RichRule = Made & { priority: number; denies: boolean };

/** `rule family="ipv4" source address="10.0.0.0/8" service name="ssh" reject`. */
function readRichRule(text: string): RichRule[] {
  const verdict = /\b(accept|drop|reject|mark)\b(?:\s+type="?([\w-]+)"?)?(?:\s+limit\b.*)?\s*$/.exec(text);
  const kind = verdict?.[1];
  // A rule that only logs or counts lets the packet go on.
  if (kind === undefined || kind === 'mark') return [];
  const value = (name: RegExp) => name.exec(text)?.[1];
  const family = value(/\bfamily="?(ipv[46])"?/);
  const not = /\bsource NOT\b|\bsource[^"]*invert="?true"?/i.test(text) ? '!= ' : '';
  const source = value(/\bsource (?:NOT )?(?:address|mac)="?([^"\s]+)"?/);
  const destination = value(/\bdestination (?:NOT )?address="?([^"\s]+)"?/);
  const service = value(/\bservice name="?([\w-]+)"?/);
  const port = /(?<!source-)(?<!forward-)\bport port="?([\d-]+)"? protocol="?(\w+)"?/.exec(text);
  const protocol = value(/\bprotocol value="?([\w-]+)"?/);
  const icmp = value(/\bicmp-(?:block|type) name="?([\w-]+)"?/);
  const ip = (address: string) => (address.includes(':') ? 'ip6' : 'ip');
  const common = [
    ...(family === undefined ? [] : [`meta nfproto ${family}`]),
    ...(source === undefined ? [] : [`${ip(source)} saddr ${not}${source}`]),
    ...(/\bsource (?:NOT )?ipset=/.test(text) ? ['ipset unknown'] : []),
    ...(destination === undefined ? [] : [`${ip(destination)} daddr ${destination}`]),
  ];
  const ports = service === undefined ? undefined : portsOfService(service);
  const matches =
    service !== undefined
      ? (ports ?? ['unknown']).map((one) =>
          one.includes('/')
            ? portMatch(one, 'dport')
            : one === 'unknown'
              ? 'service unknown'
              : protocolMatch(one),
        )
      : port
        ? [portMatch(`${port[1]}/${port[2]}`, 'dport')]
        : protocol !== undefined
          ? [protocolMatch(protocol)]
          : icmp !== undefined
            ? [`icmp type ${icmp}`]
            : [''];
  const priority = Number(value(/\bpriority="?(-?\d+)"?/) ?? 0);
  const end = kind === 'reject' ? `reject${rejectType(verdict?.[2])}` : kind;
  return matches.map((match) => ({
    nft: [...common, match, end].filter((part) => part !== '').join(' '),
    text,
    priority,
    denies: kind !== 'accept',
  }));
}

function rejectType(type: string | undefined): string {
  if (type === undefined) return '';
  return /^tcp-re?se?t$/.test(type) ? ' with tcp reset' : ` with icmp ${type.replace(/^icmp6?-/, '')}`;
}

function rule(nft: string, text: string): FilterRule {
  return { text, steps: readNftRule(nft, 'inet').steps };
}
