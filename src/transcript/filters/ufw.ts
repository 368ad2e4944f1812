import { type FilterRule, type FilterTable, parseAddress, parsePrefix } from '../../analyzer/model/index.ts';
import { readNftRule } from './nft-rule.ts';

/** What `ufw status` says. */
export type UfwStatus = {
  active: boolean;
  /** What becomes of a request that no rule names; absent where only `verbose` would have printed it. */
  incoming?: string;
  /** In the order in which ufw looks at them. */
  rows: UfwRow[];
};
type UfwRow = { to: string; verdict: string; direction: string; from: string; text: string };

const ROW =
  /^\s*(?:\[\s*\d+\]\s*)?(\S.*?)\s+(ALLOW|DENY|REJECT|LIMIT)(?:\s+(IN|OUT|FWD))?\s+(\S.*?)\s*(?:\((?:log|log-all|out|, )+\)\s*)*(?:#.*)?$/;
/** Translated, the line keeps its form: what becomes of incoming, of outgoing, of forwarded packets. */
const DEFAULTS =
  /^\s*[^\s:：]{2,30}\s?[:：]\s*(allow|deny|reject)\s\([^)]{1,30}\),\s*(?:allow|deny|reject)\s\(/;
const STATUS =
  /^\s*(?:Status|Estado|[ÉE]tat|Stato|Stan|Статус|Состояние|状态|狀態|状態)\s?[:：]\s*(\S{2,20})\s*$/i;
const INACTIVE = /^(?:in|des|dés|不|未|非|не|nie|ne|无|nein)/i;

/** Whether a line says whether ufw is active. */
export function isUfwStatus(line: string): boolean {
  return (
    STATUS.test(line.slice(0, 80)) &&
    /activ|aktiv|attiv|ativ|激活|啟用|启用|アクティブ|актив|aktyw/i.test(line)
  );
}

/** Whether a line is one of ufw's own table. */
export function isUfwRow(line: string): boolean {
  return (
    ROW.test(line.slice(0, 300)) || DEFAULTS.test(line.slice(0, 200)) || /^\s*--\s+-{4,}\s+-{3,}/.test(line)
  );
}

/** Reads `ufw status`, plain, verbose or numbered. */
export function parseUfw(lines: readonly string[]): UfwStatus | undefined {
  const status: UfwStatus = { active: true, rows: [] };
  let known = false;
  for (const whole of lines) {
    const line = whole.slice(0, 300);
    const said = STATUS.exec(line)?.[1];
    const incoming = DEFAULTS.exec(line)?.[1];
    const [, to, verdict, direction, from] = ROW.exec(line) ?? [];
    if (said !== undefined) status.active = !INACTIVE.test(said);
    else if (incoming !== undefined) status.incoming = incoming;
    else if (to !== undefined && verdict !== undefined && from !== undefined) {
      const text = line
        .trim()
        .replace(/^\[\s*\d+\]\s*/, '')
        .replace(/\s+/g, ' ');
      status.rows.push({ to, verdict, direction: direction ?? 'IN', from, text });
    } else continue;
    known = true;
  }
  return known ? status : undefined;
}

/**
 * The rules that ufw makes of that for what comes in (ufw-framework(8), /etc/ufw/before.rules as it is delivered): what
 * belongs to a connection and pings are let in before its own rules are looked at.
 */
export function ufwTable({ incoming, rows }: UfwStatus): FilterTable {
  const own = rows.filter(({ direction }) => direction === 'IN').flatMap(rulesOf);
  const end = incoming ?? 'deny';
  const last = ruleOf(VERDICTS[end] ?? 'drop', `Default: ${end} (incoming)`);
  return {
    listing: 'ufw',
    family: 'inet',
    name: 'ufw',
    sets: [],
    chains: [
      {
        name: 'incoming',
        base: { type: 'filter', hook: 'input', priority: 0, policy: 'accept' },
        rules: [
          ruleOf('iifname "lo" accept', 'lo'),
          ruleOf('ct state established,related accept', 'established connections'),
          ruleOf('icmp type { destination-unreachable, time-exceeded, echo-request } accept', 'before.rules'),
          ruleOf('meta l4proto ipv6-icmp accept', 'before6.rules'),
          ...own,
          // Without `verbose` the policy is not printed; deny is what ufw comes with.
          incoming === undefined ? { ...last, assumed: true } : last,
        ],
      },
    ],
  };
}

const VERDICTS: Readonly<Record<string, string>> = { allow: 'accept', deny: 'drop', reject: 'reject' };

function rulesOf({ to, verdict, from, text }: UfwRow): FilterRule[] {
  const six = /\(v6\)/.test(to) || /\(v6\)/.test(from);
  const here = endOf(to, six);
  const there = endOf(from, six);
  const family = here.family ?? there.family ?? (six ? 6 : 4);
  const matches = [
    `meta nfproto ipv${family}`,
    ...(here.device === undefined ? [] : [`iifname "${here.device}"`]),
    ...(there.device === undefined ? [] : [`iifname "${there.device}"`]),
    ...(here.address === undefined ? [] : [`${family === 6 ? 'ip6' : 'ip'} daddr ${here.address}`]),
    ...(there.address === undefined ? [] : [`${family === 6 ? 'ip6' : 'ip'} saddr ${there.address}`]),
  ];
  const sources = there.ports ?? [''];
  return (here.ports ?? ['']).flatMap((port) =>
    sources.flatMap((source) => {
      const match = [...matches, portMatch(port, 'dport'), portMatch(source, 'sport')]
        .filter(Boolean)
        .join(' ');
      if (verdict === 'LIMIT')
        return [
          ruleOf(`${match} limit rate over 12/minute burst 6 packets reject`, text),
          ruleOf(`${match} accept`, text),
        ];
      return ruleOf(`${match} ${VERDICTS[verdict.toLowerCase()] ?? 'drop'}`, text);
    }),
  );
}

/** `80,443/tcp`, `6000:6007/tcp`, `22`, `/esp`; `unknown` is a profile whose ports are not known. */
function portMatch(port: string, side: 'dport' | 'sport'): string {
  if (port === '') return '';
  if (port === 'unknown') return 'profile unknown';
  const [numbers = '', protocol] = port.split('/');
  if (numbers === '') return `meta l4proto ${protocol}`;
  const set = `{ ${numbers.replaceAll(':', '-').split(',').join(', ')} }`;
  return protocol === undefined
    ? `meta l4proto { tcp, udp } th ${side} ${set}`
    : `${protocol} ${side} ${set}`;
}

type End = { address?: string; family?: 4 | 6; device?: string; ports?: string[] };

/** `22/tcp`, `Anywhere on eth1`, `192.168.0.5 443/tcp`, `OpenSSH (v6)`, `22/tcp (OpenSSH)`. */
function endOf(column: string, six: boolean): End {
  const device = /\son\s+(\S{1,15})/.exec(column)?.[1];
  const plain = column
    .replace(/\son\s+\S+/, '')
    .replace(/\s*\([^)]*\)/g, '')
    .trim();
  const end: End = device === undefined ? {} : { device };
  const left: string[] = [];
  for (const word of plain.split(/\s+/)) {
    const [address = '', protocol] = /^[^/]+\/[a-z]+$/.test(word) ? word.split('/') : [word];
    const family = (parseAddress(address) ?? parsePrefix(address, six ? 6 : undefined))?.family;
    if (/^Anywhere$/i.test(address)) {
      if (protocol !== undefined) end.ports = [`/${protocol}`];
    } else if (family !== undefined && !/^\d+$/.test(address)) {
      Object.assign(end, { address, family }, protocol === undefined ? {} : { ports: [`/${protocol}`] });
    } else if (/^\d[\d,:]*(?:\/(?:tcp|udp))?$/.test(word)) end.ports = [word];
    else left.push(word);
  }
  if (left.length > 0) end.ports = profilePorts(left.join(' '));
  return end;
}

/** The profiles of /etc/ufw/applications.d that common packages bring. */
const PROFILES: Readonly<Record<string, string>> = {
  apache: '80/tcp',
  'apache full': '80,443/tcp',
  'apache secure': '443/tcp',
  bind9: '53',
  cups: '631',
  dns: '53',
  'dovecot imap': '143/tcp',
  'dovecot pop3': '110/tcp',
  'dovecot secure imap': '993/tcp',
  'dovecot secure pop3': '995/tcp',
  imaps: '993/tcp',
  'lighttpd full': '80,443/tcp',
  'lighttpd http': '80/tcp',
  'lighttpd https': '443/tcp',
  nfs: '2049/tcp',
  'nginx full': '80,443/tcp',
  'nginx http': '80/tcp',
  'nginx https': '443/tcp',
  ntp: '123/udp',
  openssh: '22/tcp',
  postfix: '25/tcp',
  'postfix smtps': '465/tcp',
  'postfix submission': '587/tcp',
  postgresql: '5432/tcp',
  samba: '137,138/udp 139,445/tcp',
  ssh: '22/tcp',
  www: '80/tcp',
  'www full': '80,443/tcp',
  'www secure': '443/tcp',
};

function profilePorts(name: string): string[] {
  const key = name.toLowerCase();
  return (Object.hasOwn(PROFILES, key) ? PROFILES[key]?.split(' ') : undefined) ?? ['unknown'];
}

function ruleOf(nft: string, text: string): FilterRule {
  return { text, steps: readNftRule(nft, 'inet').steps };
}
