import { parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import { cite, type Walk } from '../walk.ts';
import { type Finding, passed, stopped, unknown } from './finding.ts';

/** Is the interface up, with carrier and the address that is asked? */
export function link(walk: Walk): Finding {
  const { flow, state } = walk;
  const iface = flow.interface;
  const evidence = cite(walk, 'links', 'addresses');
  const found = state.links?.find(({ name }) => name === iface);
  if (found && !walk.seen.requests.some(({ dev }) => dev === iface)) {
    const down = whyDown(found.flags, found.operstate);
    if (down) return stopped('interface-down', `${iface} is down: ${down}`, evidence);
  }
  if (flow.to === '') return withoutAddress(walk, evidence);
  const holders = state.addresses?.filter(({ local }) => local === flow.to).map(({ dev }) => dev);
  const elsewhere = isOutsideItsNetworks(walk);
  if (holders?.length === 0 && elsewhere && walk.probeExpected && !walk.seen.listening)
    return unknown(`${flow.to} is on no interface; whether it is routed to this host was not seen`, evidence);
  if (holders?.length === 0 && addressesAreKnown(walk) && !(elsewhere && walk.seen.requests.length > 0)) {
    const own = state.addresses?.filter(({ dev, family }) => dev === iface && family === walk.family) ?? [];
    const has = own.length > 0 ? `it has ${own.map(({ local }) => local).join(', ')}` : 'it has none';
    return stopped(
      'address-missing',
      flow.to === ''
        ? `${iface} has no address`
        : `${flow.to} is on no interface of this host; ${iface}: ${has}`,
      evidence,
    );
  }
  if (walk.seen.requests.length > 0) return passed(`${walk.ingress} takes packets`, cite(walk, 'capture'));
  if (!found || !holders) return unknown(`the state of ${iface} was not shown`, evidence);
  if (holders.length === 0) return unknown(`${flow.to} was not shown on any interface`, evidence);
  if (!holders.includes(iface))
    return passed(`${flow.to} is on ${holders.join(', ')}, not on ${iface}`, evidence);
  return passed(`${iface} is up and has ${flow.to}`, evidence);
}

/** The paste names no address of the interface: it has none, or it was masked or left out. */
function withoutAddress({ state, flow }: Walk, evidence: string[]): Finding {
  const iface = flow.interface;
  const listed = state.addressesListed?.[4] ?? [];
  const known = addressesAreKnown({ state }) && (listed.includes('*') || listed.includes(iface));
  const none = known && !state.addresses?.some(({ dev, scope }) => dev === iface && scope !== 'link');
  if (!none) return unknown(`the address of ${iface} was not shown`, evidence);
  return stopped('address-missing', `${iface} has no address`, evidence);
}

/** Requests for an address outside the interface's own networks are sent here on purpose: that is no missing address. */
function isOutsideItsNetworks({ state, ingress, flow }: Walk): boolean {
  const to = parseAddress(flow.to);
  const networks = (state.addresses ?? []).filter(({ dev }) => dev === ingress);
  const own = networks
    .flatMap(({ local, prefixLength }) => parsePrefix(`${local}/${prefixLength}`) ?? [])
    .filter(({ family }) => family === to?.family);
  return to !== undefined && own.length > 0 && !own.some((prefix) => prefixContains(prefix, to));
}

/**
 * Whether an address that was not shown is not there: where only the routes name addresses, or the listing was cut, filtered
 * or masked, it may still exist.
 */
export function addressesAreKnown({ state }: Pick<Walk, 'state'>): boolean {
  return state.addresses !== undefined && !state.gaps.some(({ part }) => part === 'addresses');
}

function whyDown(flags: readonly string[], operstate: string | undefined): string | undefined {
  if (flags.length > 0 && !flags.includes('UP')) return 'it is administratively down (no UP flag)';
  if (flags.includes('NO-CARRIER')) return 'it has no carrier (NO-CARRIER)';
  if (operstate === 'DOWN' || operstate === 'LOWERLAYERDOWN') return `its state is ${operstate}`;
  return undefined;
}
