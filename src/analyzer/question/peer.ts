import { type Evidence, emptyObservation, isUnresolved, type Observation } from '../model/index.ts';
import { parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import { unreachableFrom } from '../seen/probe-errors.ts';
import { canonical, familyOf, isTranslatedBetween, naturally } from './addresses.ts';
import { type Console, networkOf } from './console.ts';
import { routeTo } from './route-to.ts';

/** One console without a prompt taken apart: pings of the host's own address were typed elsewhere. */
export function withoutPings(host: Observation, to: string): { host: Observation; peer?: Observation } {
  if (host.host !== undefined) return { host };
  const isTheirs = (address: string) => canonical(address) === to;
  const theirs = host.probes.filter((probe) => isTheirs(probe.to));
  if (theirs.length === 0) return { host };
  const probes = host.probes.filter((probe) => !isTheirs(probe.to));
  const isProbe = ({ id }: Evidence) => /^probe(?:-\d+)?$/.test(id);
  return {
    host: {
      ...host,
      probes,
      evidence: probes.length > 0 ? host.evidence : host.evidence.filter((item) => !isProbe(item)),
    },
    peer: { ...emptyObservation(), probes: theirs, evidence: host.evidence.filter(isProbe) },
  };
}

/**
 * The address by which a sender's console reaches the asked one, where it shows that. A private address that asks a public
 * one arrives as another (its router translates it), which the console does not show; in a network of the asked host's own it does not.
 */
export function senderAddress({ observation, own }: Console, to: string, host?: Console): string | undefined {
  const { oracle, state } = observation;
  const bound = observation.probes.find(
    (probe) => canonical(probe.to) === to && probe.from !== undefined,
  )?.from;
  const asked = oracle.find(({ to: of, iif }) => canonical(of) === to && iif === undefined)?.answer;
  const found =
    bound ??
    (asked?.kind === 'route' ? asked.prefsrc : undefined) ??
    bySource(state, to) ??
    addressOnLink(state, to) ??
    onlyOne(own, to) ??
    saidByItself(observation, to);
  if (found === undefined) return undefined;
  const address = canonical(found);
  const isBesideHost = host !== undefined && networkOf(host, address) !== undefined;
  return isTranslatedBetween(address, to) && !isBesideHost ? undefined : address;
}

/** A host's own address in the same network as another one: from there it sends to it, and nothing on the way translates it. */
export function addressOnLink({ addresses = [] }: Observation['state'], to: string): string | undefined {
  const target = parseAddress(to);
  if (target === undefined) return undefined;
  const [best] = addresses
    .flatMap(({ local, prefixLength, family, dev }) => {
      const prefix = dev === 'lo' ? undefined : parsePrefix(`${local}/${prefixLength}`, family);
      return prefix && local !== to && prefixContains(prefix, target) ? [{ local, prefixLength }] : [];
    })
    .toSorted((one, other) => other.prefixLength - one.prefixLength);
  return best && canonical(best.local);
}

/** A host that looks for a neighbour in vain tells its own ping so, in its own name. */
function saidByItself({ state, probes }: Observation, to: string): string | undefined {
  if (!isUnresolved(state, to)) return undefined;
  const [only, ...others] = new Set(
    probes.filter((probe) => canonical(probe.to) === to).flatMap((probe) => unreachableFrom(probe)),
  );
  return others.length === 0 ? only : undefined;
}

function bySource(state: Observation['state'], to: string): string | undefined {
  const answer = routeTo(state, to);
  return answer?.kind === 'route' ? answer.prefsrc : undefined;
}

function onlyOne(own: Console['own'], to: string): string | undefined {
  const family = familyOf(to);
  const addresses = [...own.keys()].filter(
    (address) => familyOf(address) === family && !address.startsWith('fe80:'),
  );
  return addresses.length === 1 ? addresses.sort(naturally)[0] : undefined;
}
