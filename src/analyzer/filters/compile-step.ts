import type { FilterMapValue, FilterStep, FilterValue } from '../model/index.ts';
import { asksRoutes, asksWayBack, type Condition, compileCondition, readAll, typesOf } from './conditions.ts';
import { datumOf, type Known } from './datum.ts';
import { fieldOf } from './fields.ts';
import { type Flight, hasConnection, takeOutOfTracking } from './flight.ts';
import { dataOf, type Element, type Lookups } from './lookup.ts';
import type { Step, Verdict } from './steps.ts';
import { translations } from './translation.ts';

/** Makes a listed step ready for packets. */
export function compileStep(step: FilterStep, lookups: Lookups): Step[] {
  switch (step.kind) {
    case 'match': {
      const { condition, text } = step;
      const test = compileCondition(condition, lookups);
      return [{ kind: 'match', test, text, ...(asksWayBack(condition) ? { reversePath: true } : {}) }];
    }
    case 'map':
      return [throughMap(step, lookups)];
    case 'set':
      return assignment(step, lookups);
    case 'mark':
      return [{ kind: 'act', apply: (flight) => changeMark(flight, step) }];
    case 'copy-mark':
      return [{ kind: 'act', apply: (flight) => copyMark(flight, step) }];
    case 'untrack':
      return [{ kind: 'act', apply: takeOutOfTracking }];
    case 'log':
      return [{ kind: 'log', prefix: step.prefix }];
    case 'translate':
      return [translations(step, lookups)];
    case 'verdict':
      return [step];
  }
}

function throughMap(step: Extract<FilterStep, { kind: 'map' }>, lookups: Lookups): Step {
  const fields = step.fields.map(fieldOf);
  const lookup = lookups(step.lookup, typesOf(step.fields));
  const opaque = fields.some(({ type }) => type === 'opaque');
  return {
    kind: 'choose',
    text: step.text,
    choose(flight) {
      const values = readAll(fields, flight);
      if (values === null) return { verdicts: [], sure: true };
      if (lookup === undefined) return { verdicts: [{ kind: 'map-not-listed' }], sure: false };
      const { found, sure } = lookup.find(opaque ? values.map(() => undefined) : values);
      return { verdicts: found.map(({ value }) => verdictIn(value)), sure: sure && !opaque };
    },
  };
}

function verdictIn(value: FilterMapValue | undefined): Verdict {
  return value?.kind === 'verdict'
    ? value.verdict
    : { kind: 'not-followed', what: 'a map without a verdict' };
}

/** Which of the packet's own properties a rule can set. */
const SETTABLE: Readonly<
  Record<string, 'mark' | 'ctMark' | 'source' | 'destination' | 'sourcePort' | 'destinationPort'>
> = {
  'meta mark': 'mark',
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

function assignment(
  { field: listed, value: given, text }: Extract<FilterStep, { kind: 'set' }>,
  lookups: Lookups,
): Step[] {
  const field = fieldOf(listed);
  const value = valueFrom(given, field.type, lookups);
  // What belongs to the connection is left alone where there is none; the rule goes on (nft_ct).
  const ofConnection = listed.name.startsWith('ct ');
  const test: Condition = (flight) =>
    !ofConnection && field.read(flight) === null ? false : value.exists(flight);
  const goesOn: Step = { kind: 'match', test, text, ...(asksRoutes(listed) ? { reversePath: true } : {}) };
  const target = listed.operations ? undefined : SETTABLE[listed.name];
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

/** A value that a statement sets, worked out for each packet. */
interface Value {
  /** `undefined` = not known. */
  read(flight: Flight): Known;
  /** Whether there is one at all: a rule ends at a field that the packet lacks, and at a map without its key. */
  exists: Condition;
}

function valueFrom(given: FilterValue, type: Parameters<typeof datumOf>[0], lookups: Lookups): Value {
  switch (given.kind) {
    case 'datum': {
      const datum = given.value === undefined ? undefined : datumOf(type, given.value);
      return { read: () => datum, exists: () => true };
    }
    case 'field': {
      const field = fieldOf(given.field);
      return { read: (flight) => field.read(flight), exists: (flight) => field.read(flight) !== null };
    }
    case 'map': {
      const fields = given.fields.map(fieldOf);
      const lookup = lookups(given.lookup, typesOf(given.fields));
      const find = (flight: Flight): { found: readonly Element[]; sure: boolean } => {
        const values = readAll(fields, flight);
        if (values === null) return { found: [], sure: true };
        return lookup?.find(values) ?? { found: [], sure: false };
      };
      return {
        read(flight) {
          const { found, sure } = find(flight);
          return sure ? dataOf(found[0]?.value) : undefined;
        },
        exists(flight) {
          const { found, sure } = find(flight);
          return sure ? found.length > 0 : undefined;
        },
      };
    }
  }
}

function changeMark(flight: Flight, { of, change }: Extract<FilterStep, { kind: 'mark' }>): void {
  if (of === 'packet') flight.mark = changed(flight.mark, change);
  else if (hasConnection(flight)) flight.ctMark = changed(flight.ctMark, change);
}

function changed(
  old: number | undefined,
  change: Extract<FilterStep, { kind: 'mark' }>['change'],
): number | undefined {
  if (change === undefined || (old === undefined && change.keep !== 0)) return undefined;
  return (((old ?? 0) & change.keep) ^ change.flip) >>> 0;
}

/** Without a connection there is no mark to copy, and none to copy to (xt_connmark). */
function copyMark(
  flight: Flight,
  { to, packetMask, connectionMask }: Extract<FilterStep, { kind: 'copy-mark' }>,
): void {
  if (!hasConnection(flight)) return;
  if (to === 'packet') flight.mark = copied(flight.ctMark, connectionMask, flight.mark, packetMask);
  else flight.ctMark = copied(flight.mark, packetMask, flight.ctMark, connectionMask);
}

/** The one mark's bits under its mask XORed into the other's place. */
function copied(
  from: number | undefined,
  fromMask: number | undefined,
  to: number | undefined,
  toMask: number | undefined,
): number | undefined {
  if (from === undefined || fromMask === undefined || toMask === undefined) return undefined;
  const taken = from & fromMask;
  if (toMask >>> 0 === 0xffffffff) return taken >>> 0;
  return to === undefined ? undefined : ((to & ~toMask) ^ taken) >>> 0;
}
