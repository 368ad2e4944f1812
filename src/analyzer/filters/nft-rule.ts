import { type Condition, readAll } from './conditions.ts';
import type { Field } from './fields.ts';
import { type Flight, hasConnection } from './flight.ts';
import type { Context } from './nft-context.ts';
import { type Key, readKey } from './nft-expression.ts';
import { readMatch } from './nft-match.ts';
import { type NamedSets, readVerdict } from './nft-sets.ts';
import { notUnderstood, STATEMENTS } from './nft-statements.ts';
import { readMap, readValue } from './nft-values.ts';
import type { Choice, Step } from './steps.ts';
import { nftTokens, TokenReader } from './tokens.ts';

/** Compiles one nft rule. What is not understood becomes a match that cannot be told. */
export function compileNftRule(text: string, sets: NamedSets, tableFamily: string): Step[] {
  const reader = new TokenReader(nftTokens(text));
  const family = tableFamily === 'ip' ? 4 : tableFamily === 'ip6' ? 6 : undefined;
  const steps: Step[] = [];
  while (!reader.done) {
    const context: Context = { reader, sets, start: reader.position, family };
    steps.push(...[readStatement(context) ?? []].flat());
    if (reader.position === context.start) reader.take();
  }
  return steps;
}

function readStatement(context: Context): Step | Step[] | undefined {
  const { reader } = context;
  const word = reader.word();
  if (word === undefined) return notUnderstood(context);
  const own = Object.hasOwn(STATEMENTS, word) ? STATEMENTS[word] : undefined;
  if (own && !(word === 'ct' && reader.word(1) !== 'count')) return own(context);
  const key = readKey(reader);
  return key ? afterKey(context, key) : notUnderstood(context);
}

/** A field is compared, led through a map, or set. */
function afterKey(context: Context, key: Key): Step | Step[] | undefined {
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
        return { verdicts: [{ kind: 'not-followed', reason: { kind: 'map-not-listed' } }], sure: false };
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

function assignment(context: Context, field: Field): Step[] {
  const { reader, sets, start } = context;
  const name = reader.between(start, reader.position - 1);
  const value = readValue(reader, field.type === 'opaque' ? 'number' : field.type, sets);
  const target = Object.hasOwn(SETTABLE, name) ? SETTABLE[name] : undefined;
  const text = reader.between(start, reader.position);
  // What belongs to the connection is left alone where there is none; the rule goes on (nft_ct).
  const ofConnection = name.startsWith('ct ');
  const test: Condition = (flight) =>
    !ofConnection && field.read(flight) === null ? false : value.exists(flight);
  const goesOn: Step = { kind: 'match', test, text };
  if (target === undefined) return [goesOn];
  const apply = (flight: Flight) => {
    const known = value.read(flight);
    if (target === 'source' || target === 'destination')
      flight[target] = typeof known === 'string' ? undefined : (known ?? undefined);
    else if (target !== 'ctMark' || hasConnection(flight))
      flight[target] = typeof known === 'number' ? known : undefined;
  };
  return [goesOn, { kind: 'act', apply }];
}
