/** What a catalogue says in the place of a name that was not shown: where it is said first, and where it is referred to. */
export type Unnamed = Record<'first' | 'again', { device: string; address: string }>;

/** Parameters that name an interface, or interfaces. */
const DEVICES = new Set([
  ...['device', 'interface', 'ingress', 'egress', 'asked', 'out', 'holder', 'other', 'siblingDevice'],
  ...['bridge', 'devices', 'ways', 'holders', 'interfaces'],
]);

/** Parameters that hold an address. */
const ADDRESSES = new Set([
  ...['to', 'from', 'address', 'destination', 'source', 'sender', 'asker', 'local', 'neighbour'],
  ...['gateway', 'named', 'arrived', 'client'],
]);

/**
 * Parameters in which each empty name of an interface or address is replaced by words, whatever they stand in. The analyzer
 * leaves a name empty where the paste does not show it.
 */
export function withNames<Parameters>(parameters: Parameters, unnamed: Unnamed['first']): Parameters {
  return lacksName(parameters, undefined)
    ? (replaced(parameters, undefined, unnamed) as Parameters)
    : parameters;
}

function lacksName(value: unknown, name: string | undefined): boolean {
  if (value === '') return name !== undefined && (DEVICES.has(name) || ADDRESSES.has(name));
  if (Array.isArray(value)) return value.some((each) => lacksName(each, name));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => lacksName(inner, key));
}

function replaced(value: unknown, name: string | undefined, unnamed: Unnamed['first']): unknown {
  if (value === '' && name !== undefined) {
    if (DEVICES.has(name)) return unnamed.device;
    return ADDRESSES.has(name) ? unnamed.address : value;
  }
  if (Array.isArray(value)) return value.map((each) => replaced(each, name, unnamed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, replaced(inner, key, unnamed)]),
  );
}
