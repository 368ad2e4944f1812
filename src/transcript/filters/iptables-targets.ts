import type { FilterStep, FilterVerdictStep } from '../../analyzer/model/index.ts';
import type { Option } from './iptables-option.ts';
import { readDatum } from './literals.ts';
import { portOf, readTarget } from './translation.ts';

/** What `-j NAME …` (or `-g CHAIN`) does; a name that is no target is a chain. */
export function iptablesTarget(name: string, options: readonly Option[], family: 4 | 6): FilterStep[] {
  if (name.startsWith('-g ')) return [ends({ kind: 'goto', chain: name.slice(3) })];
  if (LOGGING.has(name)) return [logs(options)];
  if (PASSING.has(name)) return [];
  if (UNCERTAIN.has(name)) return [ends({ kind: 'not-followed', what: `-j ${name}` })];
  const known = Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined;
  return known ? known(options, family) : [ends({ kind: 'jump', chain: name })];
}

const LOGGING = new Set(['LOG', 'NFLOG', 'ULOG']);

function logs(options: readonly Option[]): FilterStep {
  const prefix = argumentOf(options, '--log-prefix', '--nflog-prefix', '--ulog-prefix');
  return { kind: 'log', ...(prefix === undefined ? {} : { prefix }) };
}

/** Targets after which the packet goes on to the next rule unchanged, as far as its fate is concerned. */
const PASSING = new Set([
  '',
  'AUDIT',
  'TRACE',
  'TCPMSS',
  'TOS',
  'DSCP',
  'TTL',
  'HL',
  'CLASSIFY',
  'CHECKSUM',
  'TCPOPTSTRIP',
  'SET',
  'SECMARK',
  'CONNSECMARK',
  'LED',
  'IDLETIMER',
  'RATEEST',
  'TEE',
  'ECN',
  'SYSRQ',
  'ACCOUNT',
]);

const UNCERTAIN = new Set([
  'TPROXY',
  'QUEUE',
  'NFQUEUE',
  'SYNPROXY',
  'TARPIT',
  'STEAL',
  'CLUSTERIP',
  'NETMAP',
  'DNPT',
  'SNPT',
  'SAME',
  'MIRROR',
  'DELUDE',
  'CHAOS',
]);

function ends(verdict: FilterVerdictStep): FilterStep {
  return { kind: 'verdict', verdict };
}

type Target = (options: readonly Option[], family: 4 | 6) => FilterStep[];

function argumentOf(options: readonly Option[], ...names: string[]): string | undefined {
  return options.find(({ name }) => names.includes(name))?.values[0];
}

function numbers(text: string): { value: number; mask: number } | undefined {
  const [first = '', second] = text.split('/');
  const value = readDatum('number', first);
  const mask = second === undefined ? 0xffffffff : readDatum('number', second);
  return typeof value === 'number' && typeof mask === 'number' ? { value, mask } : undefined;
}

type MarkChange = Extract<FilterStep, { kind: 'mark' }>['change'];

/** MARK and CONNMARK as iptables-extensions(8) defines them: zero some bits, then XOR (or OR) the value in. */
function markChange(options: readonly Option[]): MarkChange {
  for (const { name, values } of options) {
    const given = numbers(values[0] ?? '');
    if (!given) continue;
    const { value, mask } = given;
    if (name === '--set-xmark') return { keep: ~mask >>> 0, flip: value >>> 0 };
    // The mask's and the value's bits are both zeroed before the value is put in.
    if (name === '--set-mark') return { keep: ~(mask | value) >>> 0, flip: value >>> 0 };
    if (name === '--and-mark') return { keep: value >>> 0, flip: 0 };
    if (name === '--or-mark') return { keep: ~value >>> 0, flip: value >>> 0 };
    if (name === '--xor-mark') return { keep: 0xffffffff, flip: value >>> 0 };
  }
  return undefined;
}

function mark(of: 'packet' | 'connection'): Target {
  return (options) => {
    const change = markChange(options);
    return [{ kind: 'mark', of, ...(change ? { change } : {}) }];
  };
}

const connmark: Target = (options, family) => {
  const restore = options.some(({ name }) => name === '--restore-mark');
  const save = options.some(({ name }) => name === '--save-mark');
  if (!restore && !save) return mark('connection')(options, family);
  const packetMask = numbers(argumentOf(options, '--nfmask', '--mask') ?? '0xffffffff')?.value;
  const connectionMask = numbers(argumentOf(options, '--ctmask', '--mask') ?? '0xffffffff')?.value;
  return [
    {
      kind: 'copy-mark',
      to: restore ? 'packet' : 'connection',
      ...(packetMask === undefined ? {} : { packetMask }),
      ...(connectionMask === undefined ? {} : { connectionMask }),
    },
  ];
};

function translation(side: 'source' | 'destination', option: string): Target {
  return (options, family) => {
    const text = argumentOf(options, option);
    return [{ kind: 'translate', side, to: readTarget(text ?? '?', family), text: `${option} ${text}` }];
  };
}

/** MASQUERADE, and REDIRECT to this host's own address. */
function toOwn(kind: 'masquerade' | 'redirect'): Target {
  return (options) => {
    const port = argumentOf(options, '--to-ports');
    const to = { kind, ...(port === undefined ? {} : { port: portOf(port) }) };
    const side = kind === 'masquerade' ? 'source' : 'destination';
    return [{ kind: 'translate', side, to, text: `-j ${kind.toUpperCase()}` }];
  };
}

const reject: Target = (options) => {
  const what = argumentOf(options, '--reject-with');
  return [ends({ kind: 'reject', ...(what === undefined ? {} : { with: what }) })];
};

const TARGETS: Record<string, Target> = {
  ACCEPT: () => [ends({ kind: 'accept' })],
  DROP: () => [ends({ kind: 'drop' })],
  REJECT: reject,
  RETURN: () => [ends({ kind: 'return' })],
  MARK: mark('packet'),
  CONNMARK: connmark,
  CT: (options) => (options.some(({ name }) => name === '--notrack') ? [{ kind: 'untrack' }] : []),
  NOTRACK: () => [{ kind: 'untrack' }],
  DNAT: translation('destination', '--to-destination'),
  SNAT: translation('source', '--to-source'),
  MASQUERADE: toOwn('masquerade'),
  REDIRECT: toOwn('redirect'),
};
