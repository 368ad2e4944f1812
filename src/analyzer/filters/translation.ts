import { type AddressValue, addressValue, type FilterMapValue, type FilterStep } from '../model/index.ts';
import { readAll, typesOf } from './conditions.ts';
import { fieldOf } from './fields.ts';
import type { Flight } from './flight.ts';
import { dataOf, type Lookups } from './lookup.ts';
import type { Step, Verdict } from './steps.ts';

type Translate = Extract<FilterStep, { kind: 'translate' }>;

/** Where a translation leads; `undefined` inside = to something that is not known. */
interface Target {
  address?: { value: AddressValue | undefined };
  port?: { value: number | undefined };
}

/** The step of an address translation. */
export function translations(step: Translate, lookups: Lookups): Step {
  const { side, to, family, text } = step;
  if (to.kind === 'map') return { kind: 'choose', text, choose: mapped(step, lookups) };
  const verdict = translate(side, (flight) => targetOf(flight, to));
  if (family === undefined) return { kind: 'verdict', verdict };
  return {
    kind: 'choose',
    text,
    choose: (flight) => ({ verdicts: flight.family === family ? [verdict] : [], sure: true }),
  };
}

function mapped(
  { side, to, family }: Translate,
  lookups: Lookups,
): Extract<Step, { kind: 'choose' }>['choose'] {
  const listed = to.kind === 'map' ? to : undefined;
  const fields = listed?.fields.map(fieldOf) ?? [];
  const lookup = listed?.lookup && lookups(listed.lookup, typesOf(listed.fields));
  return (flight) => {
    const values = readAll(fields, flight);
    if (values === null || (family ?? flight.family) !== flight.family) return { verdicts: [], sure: true };
    const { found, sure } = lookup?.find(values) ?? { found: [{ value: undefined }], sure: false };
    return {
      verdicts: found.map(({ value }) => translate(side, () => targetIn(value, flight.family))),
      sure,
    };
  };
}

/** A map's data as a target; nothing is known of what was not understood. */
function targetIn(value: FilterMapValue | undefined, family: 4 | 6): Target {
  const parts = value?.kind === 'data' ? value.parts : [];
  const address = dataOf(value, family === 4 ? 'ipv4' : 'ipv6');
  const port = dataOf(value, 'port');
  const hasAddress = parts.length === 0 || parts.some(({ type }) => type !== 'port');
  return {
    ...(hasAddress ? { address: { value: typeof address === 'string' ? undefined : address } } : {}),
    ...(parts.some(({ type }) => type === 'port')
      ? { port: { value: typeof port === 'number' ? port : undefined } }
      : {}),
  };
}

function targetOf(flight: Flight, to: Exclude<Translate['to'], { kind: 'map' }>): Target {
  const port = to.port && { port: { value: to.port.value } };
  switch (to.kind) {
    case 'to':
      return {
        ...(to.address ? { address: { value: addressIn(to.address.value, flight.family) } } : {}),
        ...port,
      };
    case 'masquerade':
      return { address: { value: addressOf(flight, flight.oif) }, ...port };
    case 'redirect': {
      const own = flight.path === 'output' ? loopback(flight.family) : addressOf(flight, flight.iif);
      return { address: { value: own }, ...port };
    }
  }
}

function addressIn(text: string | undefined, family: 4 | 6): AddressValue | undefined {
  return text === undefined ? undefined : addressValue(family, text);
}

function translate(side: 'source' | 'destination', target: (flight: Flight) => Target): Verdict {
  return {
    kind: 'translate',
    apply(flight) {
      const { address, port } = target(flight);
      if (address) flight[side] = address.value;
      if (port && side === 'source') flight.sourcePort = port.value;
      if (port && side === 'destination') flight.destinationPort = port.value;
      if (side === 'source') flight.sourceNat = address || port ? 'changed' : 'settled';
      else flight.destinationNat = address || port ? 'changed' : 'settled';
    },
  };
}

function loopback(family: 4 | 6): AddressValue | undefined {
  return addressValue(family, family === 4 ? '127.0.0.1' : '::1');
}

/** The device's address, where it has only one of that family: which of several is chosen is not told by a listing. */
function addressOf(flight: Flight, device: string | undefined): AddressValue | undefined {
  const own = flight.host.state?.addresses?.filter(
    (entry) => entry.dev === device && entry.family === flight.family && entry.scope !== 'link',
  );
  const [only, second] = own ?? [];
  return only && !second ? addressValue(flight.family, only.local) : undefined;
}
