import { type Flight, hasConnection, takeOutOfTracking } from './flight.ts';
import type { Option } from './iptables-option.ts';
import { readDatum } from './literals.ts';
import { notFollowed, type Step, type Verdict } from './steps.ts';
import { masquerade, readTarget, redirect, translate } from './translation.ts';

/** What `-j NAME …` (or `-g CHAIN`) does; a name that is no target is a chain. */
export function iptablesTarget(name: string, options: readonly Option[], family: 4 | 6): Step[] {
  if (name.startsWith('-g ')) return [{ kind: 'verdict', verdict: { kind: 'goto', chain: name.slice(3) } }];
  if (PASSING.has(name)) return [];
  if (UNCERTAIN.has(name)) return [ends(notFollowed(`-j ${name}`))];
  const known = Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined;
  return known ? known(options, family) : [ends({ kind: 'jump', chain: name })];
}

/** Targets after which the packet goes on to the next rule unchanged, as far as its fate is concerned. */
const PASSING = new Set([
  '',
  'LOG',
  'NFLOG',
  'ULOG',
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

function ends(verdict: Verdict): Step {
  return { kind: 'verdict', verdict };
}

function act(apply: (flight: Flight) => void): Step[] {
  return [{ kind: 'act', apply }];
}

type Target = (options: readonly Option[], family: 4 | 6) => Step[];

function argumentOf(options: readonly Option[], ...names: string[]): string | undefined {
  return options.find(({ name }) => names.includes(name))?.values[0];
}

function numbers(text: string): { value: number; mask: number } | undefined {
  const [first = '', second] = text.split('/');
  const value = readDatum('number', first);
  const mask = second === undefined ? 0xffffffff : readDatum('number', second);
  return typeof value === 'number' && typeof mask === 'number' ? { value, mask } : undefined;
}

/** MARK and CONNMARK as iptables-extensions(8) defines them: zero the mask's bits, then XOR (or OR) the value in. */
function newMark(old: number | undefined, options: readonly Option[]): number | undefined {
  for (const { name, values } of options) {
    const given = numbers(values[0] ?? '');
    if (!given) continue;
    const { value, mask } = given;
    if (name === '--set-xmark')
      return whole(mask) ? value >>> 0 : old === undefined ? undefined : ((old & ~mask) ^ value) >>> 0;
    if (name === '--set-mark') {
      // The mask's and the value's bits are both zeroed before the value is put in.
      return whole(mask)
        ? value >>> 0
        : old === undefined
          ? undefined
          : ((old & ~(mask | value)) | value) >>> 0;
    }
    if (old === undefined) return undefined;
    if (name === '--and-mark') return (old & value) >>> 0;
    if (name === '--or-mark') return (old | value) >>> 0;
    if (name === '--xor-mark') return (old ^ value) >>> 0;
  }
  return undefined;
}

function whole(mask: number): boolean {
  return mask >>> 0 === 0xffffffff;
}

const connmark: Target = (options) => {
  const restore = options.some(({ name }) => name === '--restore-mark');
  const save = options.some(({ name }) => name === '--save-mark');
  if (!restore && !save) {
    return act((flight) => {
      if (hasConnection(flight)) flight.ctMark = newMark(flight.ctMark, options);
    });
  }
  const nf = numbers(argumentOf(options, '--nfmask', '--mask') ?? '0xffffffff')?.value;
  const ct = numbers(argumentOf(options, '--ctmask', '--mask') ?? '0xffffffff')?.value;
  return act((flight) => {
    // Without a connection there is no mark to copy, and none to copy to (xt_connmark).
    if (!hasConnection(flight)) return;
    if (restore) flight.mark = copied(flight.ctMark, ct, flight.mark, nf);
    else flight.ctMark = copied(flight.mark, nf, flight.ctMark, ct);
  });
};

/** The one mark's bits under its mask XORed into the other's place. */
function copied(
  from: number | undefined,
  fromMask: number | undefined,
  to: number | undefined,
  toMask: number | undefined,
): number | undefined {
  if (from === undefined || fromMask === undefined || toMask === undefined) return undefined;
  const taken = from & fromMask;
  if (whole(toMask)) return taken >>> 0;
  return to === undefined ? undefined : ((to & ~toMask) ^ taken) >>> 0;
}

function translation(side: 'source' | 'destination', option: string): Target {
  return (options, family) => {
    const text = argumentOf(options, option);
    return [ends(translate(side, () => readTarget(text ?? '?', family)))];
  };
}

const TARGETS: Record<string, Target> = {
  ACCEPT: () => [ends({ kind: 'accept' })],
  DROP: () => [ends({ kind: 'drop' })],
  REJECT: () => [ends({ kind: 'reject' })],
  RETURN: () => [ends({ kind: 'return' })],
  MARK: (options) =>
    act((flight) => {
      flight.mark = newMark(flight.mark, options);
    }),
  CONNMARK: connmark,
  CT: (options) => (options.some(({ name }) => name === '--notrack') ? act(takeOutOfTracking) : []),
  NOTRACK: () => act(takeOutOfTracking),
  DNAT: translation('destination', '--to-destination'),
  SNAT: translation('source', '--to-source'),
  MASQUERADE: (options) => [ends(masquerade(argumentOf(options, '--to-ports')))],
  REDIRECT: (options) => [ends(redirect(argumentOf(options, '--to-ports')))],
};
