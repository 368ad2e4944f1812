import { ANY_SENDER } from '../analyzer/model/index.ts';

/** A name that was not shown: of an interface, an address, a host, a sender beyond the router, or the sender itself. */
type Missing = 'device' | 'address' | 'host' | 'anySender' | 'theSender';

/** What a catalogue says in the place of a name that was not shown: where it is said first, and where it is referred to. */
export type Unnamed = Record<'first' | 'again', Record<Missing, string>>;

/** Parameters that hold a name, and what is missing where it is empty, or ANY_SENDER. */
const NAMES = new Map<string, { empty?: Missing; any?: Missing }>([
  ...['device', 'interface', 'ingress', 'egress', 'asked', 'out', 'holder', 'other', 'siblingDevice']
    .concat(['bridge', 'devices', 'ways', 'holders', 'interfaces'])
    .map((name) => [name, { empty: 'device' }] as const),
  ...['to', 'from', 'destination', 'local', 'neighbour', 'gateway', 'named', 'arrived'].map(
    (name) => [name, { empty: 'address' }] as const,
  ),
  ...['address', 'source', 'sender'].map((name) => [name, { empty: 'address', any: 'anySender' }] as const),
  ...['asker', 'client'].map((name) => [name, { empty: 'address', any: 'theSender' }] as const),
  ['host', { empty: 'host' }] as const,
  ['peer', { any: 'theSender' }] as const,
  ['who', { empty: 'host', any: 'theSender' }] as const,
]);

/**
 * Parameters in which each name that was not shown is replaced by words, whatever they stand in. The analyzer leaves a name
 * empty where the paste does not show it, and says ANY_SENDER where nobody knows the sender.
 */
export function withNames<Parameters>(parameters: Parameters, unnamed: Unnamed['first']): Parameters {
  return lacksName(parameters, undefined)
    ? (replaced(parameters, undefined, unnamed) as Parameters)
    : parameters;
}

function missing(value: string, name: string | undefined): Missing | undefined {
  const kinds = name === undefined ? undefined : NAMES.get(name);
  if (value === '') return kinds?.empty;
  return value === ANY_SENDER ? kinds?.any : undefined;
}

function lacksName(value: unknown, name: string | undefined): boolean {
  if (typeof value === 'string') return missing(value, name) !== undefined;
  if (Array.isArray(value)) return value.some((each) => lacksName(each, name));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => lacksName(inner, key));
}

function replaced(value: unknown, name: string | undefined, unnamed: Unnamed['first']): unknown {
  if (typeof value === 'string') {
    const what = missing(value, name);
    return what === undefined ? value : unnamed[what];
  }
  if (Array.isArray(value)) return value.map((each) => replaced(each, name, unnamed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, replaced(inner, key, unnamed)]),
  );
}
