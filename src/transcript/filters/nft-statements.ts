import type { FilterCondition, FilterStep } from '../../analyzer/model/index.ts';
import { OPEN, RATE } from './conditions.ts';
import type { Context } from './nft-context.ts';
import { readKey } from './nft-expression.ts';
import { translation } from './nft-translation.ts';
import type { TokenReader } from './tokens.ts';

const verdict =
  (kind: 'accept' | 'drop' | 'return' | 'continue') =>
  ({ reader }: Context): FilterStep => {
    reader.take();
    return { kind: 'verdict', verdict: { kind } };
  };

const jump =
  (kind: 'jump' | 'goto') =>
  ({ reader }: Context): FilterStep => {
    reader.take();
    return { kind: 'verdict', verdict: { kind, chain: reader.take() } };
  };

/** A statement that ends the packet's way here in a manner that cannot be told. */
const uncertain =
  (what: string) =>
  ({ reader }: Context): FilterStep => {
    reader.take();
    while (!reader.done) reader.take();
    return { kind: 'verdict', verdict: { kind: 'not-followed', what } };
  };

/** A match whose outcome depends on what happened before. */
function sometimes(context: Context): FilterStep {
  const { reader } = context;
  reader.take();
  skipTo(reader, STARTS);
  return skipped(context);
}

/** `limit rate 1/second`, `limit rate over 10/minute burst 5 packets`. */
function rate(context: Context): FilterStep {
  const step = sometimes(context);
  return step.kind === 'match' ? match(RATE, step.text) : step;
}

/** A statement of so many words that changes nothing here. */
function skipping(words: number): (context: Context) => undefined {
  return ({ reader }) => {
    for (let taken = 0; taken <= words; taken++) reader.take();
    return undefined;
  };
}

/** `dup to 10.0.0.1 device "eth1"`: a copy goes elsewhere; the packet goes on. */
function aside({ reader }: Context): undefined {
  reader.take();
  if (reader.accept('to')) reader.take();
  if (reader.accept('device')) reader.take();
  return undefined;
}

function log({ reader }: Context): FilterStep {
  reader.take();
  let prefix: string | undefined;
  for (
    let option = reader.accept(...LOG_OPTIONS);
    option !== undefined;
    option = reader.accept(...LOG_OPTIONS)
  ) {
    const value = reader.take();
    if (option === 'prefix') prefix = value;
    if (option === 'flags') while (isLogFlag(reader)) reader.take();
  }
  return { kind: 'log', ...(prefix === undefined ? {} : { prefix }) };
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

/** `reject with icmp type host-prohibited`, `reject with tcp reset`. */
function reject({ reader }: Context): FilterStep {
  reader.take();
  const words: string[] = [];
  if (reader.accept('with')) {
    const protocol = reader.accept('icmp', 'icmpv6', 'icmpx', 'tcp');
    reader.accept('type');
    words.push(...(protocol === undefined ? [] : [protocol]), reader.take());
  }
  return {
    kind: 'verdict',
    verdict: { kind: 'reject', ...(words.length > 0 ? { with: words.join(' ') } : {}) },
  };
}

/** `add @set { ip saddr limit rate over 3/minute }`: goes on with packets that have the key, unless a limit hangs on it. */
function setUpdate(context: Context): FilterStep {
  const { reader } = context;
  reader.take();
  if (!/^@/.test(reader.word() ?? '')) return notUnderstood(context);
  reader.take();
  const from = reader.position;
  reader.accept('{');
  const fields = readKey(reader);
  reader.position = from;
  skipBraces(reader);
  const inside = reader.between(from, reader.position);
  const text = reader.between(context.start, reader.position);
  const decided = fields !== undefined && !/\b(limit|quota|ct count)\b/.test(inside);
  return match(decided ? { kind: 'has', fields } : /\blimit\b/.test(inside) ? RATE : OPEN, text);
}

function meter(context: Context): FilterStep {
  const { reader } = context;
  while (!reader.done && reader.word() !== '{') reader.take();
  skipBraces(reader);
  return match(OPEN, reader.between(context.start, reader.position));
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

function untrack({ reader }: Context): FilterStep {
  reader.take();
  return { kind: 'untrack' };
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

/** Skips what is not understood up to the next statement. */
export function notUnderstood(context: Context): FilterStep {
  context.reader.take();
  skipTo(context.reader, STARTS);
  return skipped(context);
}

/** What was skipped may have matched or not; a map of verdicts in it may have decided. */
function skipped({ reader, start }: Context): FilterStep {
  const text = reader.between(start, reader.position);
  if (!/\bvmap\b/.test(text)) return match(OPEN, text);
  return { kind: 'verdict', verdict: { kind: 'not-followed', what: text } };
}

/** `xt match recent` and `xt target CT`: parts of iptables that nft cannot print. */
function extension(context: Context): FilterStep {
  const { reader } = context;
  reader.take();
  const what = reader.take();
  const name = reader.take();
  if (what === 'match') return match(OPEN, `xt match ${name}`);
  if (/^(LOG|NFLOG|ULOG|TRACE|AUDIT)$/.test(name)) return { kind: 'log' };
  return { kind: 'verdict', verdict: { kind: 'not-followed', what: `xt target ${name}` } };
}

function match(condition: FilterCondition, text: string): FilterStep {
  return { kind: 'match', condition, text };
}

/** Statements that begin with a word of their own. */
export const STATEMENTS: Record<string, (context: Context) => FilterStep | undefined> = {
  accept: verdict('accept'),
  drop: verdict('drop'),
  return: verdict('return'),
  continue: verdict('continue'),
  jump: jump('jump'),
  goto: jump('goto'),
  reject,
  queue: uncertain('queue'),
  tproxy: uncertain('tproxy'),
  synproxy: uncertain('synproxy'),
  fwd: uncertain('fwd'),
  dup: aside,
  flow: skipping(2),
  counter,
  log,
  limit: rate,
  quota: sometimes,
  last: sometimes,
  ct: sometimes,
  meter,
  add: setUpdate,
  update: setUpdate,
  delete: setUpdate,
  notrack: untrack,
  snat: translation,
  dnat: translation,
  redirect: translation,
  masquerade: translation,
  xt: extension,
  ';': skipping(0),
};
