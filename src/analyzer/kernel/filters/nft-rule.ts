import { readAll } from './conditions.ts';
import type { Field } from './fields.ts';
import type { Flight } from './flight.ts';
import { type Key, readKey } from './nft-expression.ts';
import { readMatch } from './nft-match.ts';
import { type NamedSets, readVerdict } from './nft-sets.ts';
import { readMap, readValue } from './nft-values.ts';
import { type Choice, notKnown, type Step, type Verdict } from './steps.ts';
import { nftTokens, TokenReader } from './tokens.ts';
import { masquerade, readTarget, redirect, translate } from './translation.ts';

type Context = { reader: TokenReader; sets: NamedSets; start: number; family: 4 | 6 | undefined };

/** Compiles one nft rule. What is not understood becomes a match that cannot be told. */
export function compileNftRule(text: string, sets: NamedSets, tableFamily: string): Step[] {
  const reader = new TokenReader(nftTokens(text));
  const family = tableFamily === 'ip' ? 4 : tableFamily === 'ip6' ? 6 : undefined;
  const steps: Step[] = [];
  while (!reader.done) {
    const context: Context = { reader, sets, start: reader.position, family };
    const step = readStatement(context);
    if (step) steps.push(step);
    if (reader.position === context.start) reader.take();
  }
  return steps;
}

function readStatement(context: Context): Step | undefined {
  const { reader } = context;
  const word = reader.word();
  if (word === undefined) return notUnderstood(context);
  const own = Object.hasOwn(STATEMENTS, word) ? STATEMENTS[word] : undefined;
  if (own && !(word === 'ct' && reader.word(1) !== 'count')) return own(context);
  const key = readKey(reader);
  return key ? afterKey(context, key) : notUnderstood(context);
}

/** A field is compared, led through a map, or set. */
function afterKey(context: Context, key: Key): Step | undefined {
  const { reader, sets } = context;
  if (reader.accept('vmap')) return throughMap(context, key);
  if (reader.accept('set')) {
    const [field] = key.fields;
    return field && assignment(context, field);
  }
  const test = readMatch(reader, key, sets);
  const text = reader.between(context.start, reader.position);
  const reversePath = key.fields.some((field) => field.reversePath);
  return { kind: 'match', test, text, ...(reversePath ? { reversePath } : {}) };
}

function throughMap(context: Context, key: Key): Step {
  const { reader, sets } = context;
  const lookup = readMap(
    reader,
    key.fields.map(({ type }) => type),
    sets,
    readVerdict,
  );
  const opaque = key.fields.some(({ type }) => type === 'opaque');
  return {
    kind: 'choose',
    text: reader.between(context.start, reader.position),
    choose(flight): Choice {
      const values = readAll(key.fields, flight);
      if (values === null) return { verdicts: [], sure: true };
      if (lookup === undefined)
        return { verdicts: [{ kind: 'unknown', because: 'the map was not listed' }], sure: false };
      const { found, sure } = lookup.find(opaque ? values.map(() => undefined) : values);
      return { verdicts: found.map(({ value }) => value), sure: sure && !opaque };
    },
  };
}

/** Which of the packet's own properties a rule can set, by the words before `set`. */
const SETTABLE: Record<
  string,
  'mark' | 'ctMark' | 'source' | 'destination' | 'sourcePort' | 'destinationPort'
> = {
  'meta mark': 'mark',
  mark: 'mark',
  'ct mark': 'ctMark',
  'ip saddr': 'source',
  'ip6 saddr': 'source',
  'ip daddr': 'destination',
  'ip6 daddr': 'destination',
  'tcp sport': 'sourcePort',
  'udp sport': 'sourcePort',
  'th sport': 'sourcePort',
  'tcp dport': 'destinationPort',
  'udp dport': 'destinationPort',
  'th dport': 'destinationPort',
};

function assignment(context: Context, field: Field): Step | undefined {
  const { reader, sets, start } = context;
  const name = reader.between(start, reader.position - 1);
  const value = readValue(reader, field.type === 'opaque' ? 'number' : field.type, sets);
  const target = Object.hasOwn(SETTABLE, name) ? SETTABLE[name] : undefined;
  if (target === undefined) return undefined;
  return {
    kind: 'act',
    apply(flight: Flight) {
      const known = value(flight);
      if (target === 'source' || target === 'destination')
        flight[target] = typeof known === 'string' ? undefined : (known ?? undefined);
      else flight[target] = typeof known === 'number' ? known : undefined;
    },
  };
}

const verdict =
  (kind: 'accept' | 'drop' | 'return' | 'continue') =>
  ({ reader }: Context): Step => {
    reader.take();
    return { kind: 'verdict', verdict: { kind } };
  };

const jump =
  (kind: 'jump' | 'goto') =>
  ({ reader }: Context): Step => {
    reader.take();
    return { kind: 'verdict', verdict: { kind, chain: reader.take() } };
  };

/** A statement that ends the packet's way here in a manner that cannot be told. */
const uncertain =
  (because: string) =>
  ({ reader }: Context): Step => {
    reader.take();
    while (!reader.done) reader.take();
    return { kind: 'verdict', verdict: { kind: 'unknown', because } };
  };

/** A match whose outcome depends on what happened before. */
function sometimes(context: Context): Step {
  const { reader } = context;
  reader.take();
  skipTo(reader, STARTS);
  return notKnown(reader.between(context.start, reader.position));
}

/** A statement of so many words that changes nothing here. */
function skipping(words: number): (context: Context) => undefined {
  return ({ reader }) => {
    for (let taken = 0; taken <= words; taken++) reader.take();
    return undefined;
  };
}

/** A copy goes elsewhere; the packet goes on. */
function aside({ reader }: Context): undefined {
  reader.take();
  skipTo(reader, STARTS);
  return undefined;
}

function log({ reader }: Context): undefined {
  reader.take();
  for (
    let option = reader.accept(...LOG_OPTIONS);
    option !== undefined;
    option = reader.accept(...LOG_OPTIONS)
  ) {
    reader.take();
    if (option === 'flags') while (isLogFlag(reader)) reader.take();
  }
  return undefined;
}

const LOG_OPTIONS = ['prefix', 'level', 'group', 'snaplen', 'queue-threshold', 'flags'];

function isLogFlag(reader: TokenReader): boolean {
  return (
    /^(sequence|options|,|skuid|ether|all)$/.test(reader.word() ?? '') ||
    /^(sequence|options)$/.test(reader.word(1) ?? '')
  );
}

function counter({ reader }: Context): undefined {
  reader.take();
  if (reader.accept('name')) reader.take();
  while (reader.accept('packets', 'bytes')) reader.take();
  return undefined;
}

function reject({ reader }: Context): Step {
  reader.take();
  if (reader.accept('with')) {
    reader.accept('icmp', 'icmpv6', 'icmpx', 'tcp');
    reader.accept('type');
    reader.take();
  }
  return { kind: 'verdict', verdict: { kind: 'reject' } };
}

/** `add @set { ip saddr limit rate over 3/minute }`: goes on, unless a limit hangs on the element. */
function setUpdate(context: Context): Step | undefined {
  const { reader } = context;
  reader.take();
  if (!/^@/.test(reader.word() ?? '')) return notUnderstood(context);
  reader.take();
  const from = reader.position;
  skipBraces(reader);
  const inside = reader.between(from, reader.position);
  return /\b(limit|quota|ct count)\b/.test(inside)
    ? notKnown(reader.between(context.start, reader.position))
    : undefined;
}

function meter(context: Context): Step {
  const { reader } = context;
  while (!reader.done && reader.word() !== '{') reader.take();
  skipBraces(reader);
  return notKnown(reader.between(context.start, reader.position));
}

function skipBraces(reader: TokenReader): void {
  let depth = 0;
  do {
    const word = reader.word();
    if (word === '{') depth++;
    if (word === '}') depth--;
    reader.take();
  } while (depth > 0 && !reader.done);
}

function untrack({ reader }: Context): Step {
  reader.take();
  return { kind: 'act', apply: takeOutOfTracking };
}

/** Only a packet that tracking has not seen yet can be taken out of it. */
export function takeOutOfTracking(flight: Flight): void {
  if (!flight.tracked) flight.ctState = 'untracked';
}

/** `snat ip to 10.0.0.1:80 random`, `dnat to tcp dport map @m`, `redirect to :80`, `masquerade to :1-9`. */
function translation(context: Context): Step {
  const { reader, start } = context;
  const word = reader.take();
  const named = reader.accept('ip', 'ip6');
  while (reader.accept('prefix', 'addr', '.', 'port'));
  const family = named === 'ip6' ? 6 : named === 'ip' ? 4 : context.family;
  const to = reader.accept('to') !== undefined;
  const side = word === 'snat' || word === 'masquerade' ? 'source' : 'destination';
  const key = to ? readKey(reader) : undefined;
  const target = to && !key ? targetText(reader) : undefined;
  const step: Step = key
    ? translationByMap(context, key, side, family)
    : { kind: 'verdict', verdict: translationTo(word, side, target, family) };
  while (reader.accept('random', 'fully-random', 'persistent', ','));
  return step.kind === 'choose' ? { ...step, text: reader.between(start, reader.position) } : step;
}

type Side = 'source' | 'destination';

function translationTo(
  word: string,
  side: Side,
  target: string | undefined,
  family: 4 | 6 | undefined,
): Verdict {
  if (word === 'redirect') return redirect(target?.replace(/^:/, ''));
  if (word === 'masquerade') return masquerade(target?.replace(/^:/, ''));
  return translate(side, (flight) => readTarget(target ?? '', family ?? flight.family));
}

function translationByMap({ reader, sets }: Context, key: Key, side: Side, family: 4 | 6 | undefined): Step {
  const lookup = reader.accept('map')
    ? readMap(
        reader,
        key.fields.map(({ type }) => type),
        sets,
        targetText,
      )
    : undefined;
  return {
    kind: 'choose',
    text: '',
    choose(flight) {
      const values = readAll(key.fields, flight);
      if (values === null) return { verdicts: [], sure: true };
      const { found, sure } = lookup?.find(values) ?? { found: [{ value: '?' }], sure: false };
      const verdicts = found.map(({ value }) =>
        translate(side, () => readTarget(value, family ?? flight.family)),
      );
      return { verdicts, sure };
    },
  };
}

/** `10.0.0.1:80`; older versions write `10.0.0.1 : 80`, maps `10.0.0.1 . 80`, ranges may have spaces. */
function targetText(reader: TokenReader): string {
  let text = reader.take();
  while (/^[:-]/.test(reader.word() ?? '')) text += reader.take();
  if (reader.accept('.'))
    text = text.includes(':') ? `[${text}]:${reader.take()}` : `${text}:${reader.take()}`;
  return text;
}

/** Words that begin a statement for sure: where reading goes on after something not understood. */
const STARTS = [
  'counter',
  'accept',
  'drop',
  'reject',
  'return',
  'jump',
  'goto',
  'log',
  'queue',
  'masquerade',
  'snat',
  'dnat',
  'redirect',
  'comment',
  'meta',
  'xt',
];

function skipTo(reader: TokenReader, words: readonly string[]): void {
  while (!reader.done && !words.includes(reader.word() ?? '')) {
    if (reader.word() === '{') skipBraces(reader);
    else reader.take();
  }
}

function notUnderstood(context: Context): Step {
  const { reader } = context;
  reader.take();
  skipTo(reader, STARTS);
  return notKnown(reader.between(context.start, reader.position));
}

/** `xt match recent` and `xt target CT`: parts of iptables that nft cannot print. */
function extension(context: Context): Step {
  const { reader } = context;
  reader.take();
  const what = reader.take();
  const name = reader.take();
  if (what !== 'target') return notKnown(`xt match ${name}`);
  if (/^(LOG|NFLOG|ULOG|TRACE|AUDIT)$/.test(name)) return { kind: 'act', apply: () => undefined };
  return { kind: 'verdict', verdict: { kind: 'unknown', because: `xt target ${name}` } };
}

const STATEMENTS: Record<string, (context: Context) => Step | undefined> = {
  accept: verdict('accept'),
  drop: verdict('drop'),
  return: verdict('return'),
  continue: verdict('continue'),
  jump: jump('jump'),
  goto: jump('goto'),
  reject,
  queue: uncertain('the packet is handed to a program (queue)'),
  tproxy: uncertain('the packet is handed to a local socket (tproxy)'),
  synproxy: uncertain('synproxy'),
  fwd: uncertain('the packet is forwarded past the stack (fwd)'),
  dup: aside,
  flow: skipping(2),
  counter,
  log,
  limit: sometimes,
  quota: sometimes,
  last: sometimes,
  ct: sometimes,
  meter,
  add: setUpdate,
  update: setUpdate,
  delete: setUpdate,
  notrack: untrack,
  comment: skipping(1),
  snat: translation,
  dnat: translation,
  redirect: translation,
  masquerade: translation,
  xt: extension,
  ';': skipping(0),
};
