import type { HookProgram, Qdisc } from '../../analyzer/model/index.ts';
import { compact } from '../forms/compact.ts';
import { ownValue } from '../forms/own.ts';
import { decimal, wordsOf } from '../forms/text.ts';

/** Whether the line opens an entry of `tc filter show` or `tc qdisc show`. */
export function isTcFilterLine(line: string): boolean {
  return /^filter (?:dev \S+ |parent \S+ |ingress |egress |block \d+ )*protocol \S+ pref \d/.test(
    line.slice(0, 300),
  );
}

export function isTcQdiscLine(line: string): boolean {
  return /^qdisc [a-z][\w-]{1,20} [0-9a-f]{1,4}: (?:dev \S+ )?(?:root|parent|ingress)\b/.test(
    line.slice(0, 200),
  );
}

/** What `tc filter show dev DEVICE ingress|egress` asks for. */
export type TcQuestion = { device?: string; hook?: 'ingress' | 'egress' };

export function tcQuestionOf(argv: readonly string[]): TcQuestion {
  const question: TcQuestion = {};
  const at = argv.indexOf('dev');
  const device = at === -1 ? undefined : argv[at + 1];
  if (device !== undefined) question.device = device;
  const parent = argv[argv.indexOf('parent') + 1] ?? '';
  if (argv.includes('ingress') || /^ffff:(?:fff2)?$/.test(argv.includes('parent') ? parent : ''))
    question.hook = 'ingress';
  else if (argv.includes('egress') || (argv.includes('parent') && parent === 'ffff:fff3'))
    question.hook = 'egress';
  return question;
}

/** `tc filter show`: each filter with what it matches and does; entries without a handle only head others. */
export function parseTcFilters(lines: readonly string[], asked: TcQuestion): HookProgram[] {
  const found: HookProgram[] = [];
  let open: HookProgram | undefined;
  for (const whole of lines) {
    const line = whole.slice(0, 600);
    const words = wordsOf(line);
    if (words[0] === 'filter') {
      open = filterOf(words, asked);
      if (open) found.push(open);
    } else if (open && words.length > 0) readDetail(open, line.trim(), words);
  }
  return found;
}

function filterOf(words: readonly string[], asked: TcQuestion): HookProgram | undefined {
  const after = (name: string) => {
    const at = words.indexOf(name);
    return at === -1 ? undefined : words[at + 1];
  };
  const pref = words.indexOf('pref');
  const kind = words[pref + 2];
  const isEntry =
    words.some((word) => word === 'handle' || /^80[0-9a-f]::/.test(word)) || kind === 'matchall';
  const device = after('dev') ?? asked.device;
  if (!isEntry || device === undefined) return undefined;
  const parent = after('parent');
  const hook =
    words.includes('egress') || parent === 'ffff:fff3'
      ? 'egress'
      : words.includes('ingress')
        ? 'ingress'
        : asked.hook;
  const at = words.indexOf('handle');
  const action = words.includes('direct-action')
    ? undefined
    : (words.find((word) => word === 'drop') ?? undefined);
  return compact<HookProgram>({
    device,
    // Filters of the root qdisc and of classes look at what is sent.
    hook: hook ?? (parent === undefined || parent.startsWith('ffff:') ? 'ingress' : 'egress'),
    via: 'tc',
    kind,
    name: kind === 'bpf' ? (after('name') ?? words[at + 2]) : undefined,
    id: kind === 'bpf' ? decimal(after('id')) : undefined,
    protocol: after('protocol'),
    matches: [],
    action,
    packets: undefined,
  });
}

function readDetail(open: HookProgram, line: string, words: readonly string[]): void {
  const [first = ''] = words;
  const action = /^action order \d{1,3}: +(\S+)(?: action (\S+)| \(([^)]{1,80})\))?/.exec(line);
  const police = /^police \S+ rate .{0,200}? action (\w+)/.exec(line);
  const sent = /^(?:Action statistics:)?\s*Sent \d+ bytes (\d{1,15}) pkt/.exec(line);
  if (action) {
    open.action = nameOf(action[1] ?? '', action[2] ?? action[3]);
    const to = /Redirect to device ([\w.@-]{1,15})/i.exec(action[3] ?? '')?.[1];
    if (to !== undefined) open.to = to;
  } else if (police) open.action = 'police';
  else if (sent) open.packets = Number(sent[1]);
  else if (
    /^(?:eth_type|ip_proto|src_|dst_|vlan_|ip_tos|ip_ttl|match|tcp_flags|arp_|icmp_|enc_|indev)/.test(first)
  )
    open.matches.push(line.slice(0, 200));
}

/** `gact action drop`, `mirred (Egress Redirect to device ifb0)`, `police`. */
function nameOf(kind: string, more: string | undefined): string {
  if (kind === 'gact' && more !== undefined) return more;
  if (kind === 'mirred') return /Redirect/i.test(more ?? '') ? 'redirect' : 'mirror';
  return kind;
}

/** `tc [-s] qdisc show`. */
export function parseQdiscs(lines: readonly string[], device?: string): Qdisc[] {
  const found: Qdisc[] = [];
  for (const whole of lines) {
    const line = whole.slice(0, 600);
    const words = wordsOf(line);
    const [, kind = '', handle = ''] = words;
    const dropped = /^ *Sent \d+ bytes \d+ pkts? \(dropped (\d{1,15})/.exec(line)?.[1];
    const last = found.at(-1);
    if (dropped !== undefined && last) last.dropped = Number(dropped);
    if (words[0] !== 'qdisc') continue;
    const dev = words.indexOf('dev');
    const named = dev === -1 ? device : words[dev + 1];
    if (named === undefined) continue;
    const at = words.findIndex((word) => word === 'root' || word === 'parent' || word === 'ingress');
    const parent = words[at] === 'parent' ? words[at + 1] : words[at];
    const options = words.slice(at + (words[at] === 'parent' ? 2 : 1)).join(' ');
    found.push(
      compact<Qdisc>({
        device: named,
        kind,
        handle: handle.replace(/:$/, ''),
        parent,
        options: options === '' ? undefined : options.slice(0, 300),
        loss: percent(options),
        delay: milliseconds(options),
        dropped: undefined,
      }),
    );
  }
  return found;
}

function percent(options: string): number | undefined {
  const text = /\bloss (?:random )?(\d{1,3}(?:\.\d{1,6})?)%/.exec(options)?.[1];
  return text === undefined ? undefined : Number(text);
}

const MILLISECONDS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

function milliseconds(options: string): number | undefined {
  const match = /\bdelay (\d{1,9}(?:\.\d{1,6})?)(us|ms|s)\b/.exec(options);
  if (!match) return undefined;
  return Number(match[1]) * (ownValue(MILLISECONDS, match[2] ?? '') ?? 1);
}
