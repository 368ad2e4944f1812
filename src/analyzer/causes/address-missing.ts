import {
  globalAddressesOf,
  type OpenQuestion,
  parseAddress,
  parsePrefix,
  prefixContains,
} from '../model/index.ts';
import {
  addressesKnown,
  addressKnownAbsent,
  addressSeemsAbsent,
  isOutsideItsNetworks,
} from '../seen/addresses.ts';
import { heldElsewhere, mayFloat, virtualAddress } from '../seen/floating.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, ip, LINKS } from './cause.ts';
import { undecided } from './priors.ts';

/** No interface of the host has the address that is asked, or the interface that the requests come in on has none at all. */
export const addressMissing: CauseFile<'address-missing'> = {
  code: 'address-missing',
  claims: (walk) => [...notConfigured(walk), ...withoutIngressAddress(walk)],
  remedies: [],
  advice(walk, { how, floating }) {
    const { flow, family } = walk.asked;
    const length = lengthBesideSiblings(walk);
    // Another node may hold the address on purpose (a floating address): who answers for it is asked first.
    const isNamed = flow.to !== '' && flow.interface !== '';
    const ask = !isNamed || family === 6 ? [] : [['arping', '-c', '3', '-I', flow.interface, flow.to]];
    const add =
      length !== undefined && how === 'other' && floating === undefined && belongsHere(walk)
        ? [ip(walk, 'addr', 'add', `${flow.to}/${length}`, 'dev', flow.interface)]
        : [];
    return { commands: [ip(walk, 'addr', 'show'), ...ask, ...add], link: LINKS.ipAddress };
  },
};

/**
 * Whether it is known that the address is to be here: a configuration says so, or the host itself was looked at, its
 * configuration with it. A paste may leave out what moves addresses between nodes.
 */
function belongsHere({ modelled: { state }, asked: { flow }, seen: { observation } }: Walk): boolean {
  const meant = state.intent?.some((one) => one.kind === 'address' && one.local === flow.to) ?? false;
  return meant || observation.captures.some(({ listened }) => listened !== undefined);
}

/** The prefix length of the network that the address would be in, as another address of the interface has it. */
function lengthBesideSiblings({ modelled: { state }, asked: { flow, family } }: Walk): number | undefined {
  const address = parseAddress(flow.to);
  const sibling = globalAddressesOf(state, flow.interface, family).find(({ local, prefixLength }) => {
    const network = parsePrefix(`${local}/${prefixLength}`, family);
    return address && network && prefixContains(network, address);
  });
  return sibling?.prefixLength;
}

function notConfigured(walk: Walk): Claim[] {
  const { flow, family } = walk.asked;
  const { state } = walk.modelled;
  const { packets: seen } = walk.seen;
  const evidence = cite(walk, 'links', 'addresses');
  const own = (state.addresses ?? []).filter(
    (address) => address.dev === flow.interface && address.scope !== 'link' && address.family === family,
  );
  if (flow.to === '') {
    if (own.length > 0 || !addressesKnown(state, family, flow.interface)) return [];
    return [claim({ cause: 'address-missing', facts: { how: 'none', has: [] } }, 'link', { evidence })];
  }
  const known = addressKnownAbsent(state, flow.to, flow.interface);
  // A listing that ends with the paste may go on; who says that the address is this host's wonders why it does not answer.
  const missed = walk.asked.stated?.ours === true && addressSeemsAbsent(state, flow.to, flow.interface);
  if ((!known && !missed) || heldElsewhere(walk)) return [];
  if (
    isOutsideItsNetworks(walk) &&
    (seen.requests.length > 0 || (walk.asked.probeExpected && !seen.listening))
  )
    return [];
  const facts = {
    how: 'other' as const,
    has: own.map(({ local }) => local),
    ...floatingOf(walk),
  };
  const question = { about: 'addresses', family, device: '*' } as const;
  const rests = known ? [] : [{ question, kind: 'default', otherwise: 'unusual' } as const];
  return [claim({ cause: 'address-missing', facts }, 'link', { evidence, before: 'delivered', rests })];
}

/** Whether it may be an address that moves between nodes, and what says so. */
function floatingOf(walk: Walk): { floating?: string | true } {
  const source = virtualAddress(walk)?.source;
  if (source !== undefined) return { floating: source };
  return mayFloat(walk) ? { floating: true } : {};
}

/** In modes 1 and 2 what comes in on an interface without an IPv4 address is refused (measured). */
function withoutIngressAddress(walk: Walk): Claim[] {
  const { validation } = walk.modelled;
  if (validation.verdict !== 'refused' || validation.reason !== 'no-ingress-address') return [];
  const facts = { how: 'no-ingress-address' as const, has: [] };
  const evidence = cite(walk, 'addresses', 'rp_filter');
  // A capture without directions on another interface may show what leaves there.
  const mayLeave = walk.seen.packets.requests.every(({ packet }) => packet.direction === undefined);
  const doubt = mayLeave && walk.seen.ingress !== walk.asked.flow.interface;
  const arrival: OpenQuestion = { about: 'arrival', device: walk.asked.flow.interface };
  const more = doubt ? { surmised: true as const, rests: [undecided(arrival)] } : {};
  return [claim({ cause: 'address-missing', facts }, 'source-validation', { evidence, ...more })];
}
