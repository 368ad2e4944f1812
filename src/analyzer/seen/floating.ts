import { appearsToCover, holdersOf, type Intent, type LogEntry } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';
import { type AddressClaim, answersForOthers, foreignClaims } from './address-claims.ts';
import { addressSeemsAbsent } from './addresses.ts';

type VirtualAddress = Extract<Intent, { kind: 'virtual-address' }>;

/** What configures the address as one that moves between nodes (VRRP), where that was shown. */
export function virtualAddress({ modelled: { state }, asked: { flow } }: Walk): VirtualAddress | undefined {
  return state.intent?.find(
    (one): one is VirtualAddress => one.kind === 'virtual-address' && one.local === flow.to,
  );
}

/** The last state that the log tells of the virtual router that has the address; of any, where none is named. */
function vrrpState(walk: Walk): Extract<LogEntry, { kind: 'vrrp' }>['state'] | undefined {
  const name = virtualAddress(walk)?.instance.split(' ')[0];
  const told = walk.seen.log.flatMap((entry) => (entry.kind === 'vrrp' ? [entry] : []));
  const named = told.filter(({ instance }) => instance === name);
  return (named.length > 0 ? named : told).at(-1)?.state;
}

/**
 * Whether another node may hold the address on purpose: something here moves addresses between nodes (keepalived, a cluster),
 * or the host has addresses of the kind that is moved.
 */
export function mayFloat(walk: Walk): boolean {
  const { state } = walk.modelled;
  const { flow } = walk.asked;
  const configured = state.intent?.some(({ kind }) => kind === 'virtual-address') ?? false;
  const logged = walk.seen.log.some(({ kind }) => kind === 'vrrp');
  const single = (state.addresses ?? []).some(
    ({ dev, family, prefixLength, local }) =>
      dev === flow.interface && local !== flow.to && prefixLength === (family === 4 ? 32 : 128),
  );
  return configured || logged || single || movesAddresses(walk);
}

/** VRRP's own protocol number and multicast groups, and the programs of clusters, as sockets and packets show them. */
function movesAddresses({ seen: { observation } }: Walk): boolean {
  return observation.captures.some(({ packets }) =>
    packets.some(({ destination }) => destination === '224.0.0.18' || destination === 'ff02::12'),
  );
}

/**
 * The other machine that answers for the address, which is on no interface here: by its hardware address, by the answers that
 * the sender got though nothing came here, or by the state of the virtual router.
 */
export function heldElsewhere(
  walk: Walk,
): { by?: AddressClaim; intent?: VirtualAddress; how: 'claimed' | 'answered' | 'backup' } | undefined {
  const { flow } = walk.asked;
  if (flow.to === '' || !isAbsent(walk)) return undefined;
  const intent = virtualAddress(walk);
  const moved = intent === undefined ? {} : { intent };
  const by = foreignClaims(walk, flow.to).find(({ mac }) => !answersForOthers(walk, mac, flow.to));
  if (by) return { by, ...moved, how: 'claimed' };
  if (walk.seen.answeredByAnother !== undefined) return { ...moved, how: 'answered' };
  return intent && vrrpState(walk) === 'backup' ? { ...moved, how: 'backup' } : undefined;
}

/** Where the asked interface alone was listed, that is enough beside another machine that answers. */
function isAbsent({ modelled: { state }, asked: { flow, family } }: Walk): boolean {
  if (addressSeemsAbsent(state, flow.to, flow.interface)) return true;
  const listed = appearsToCover(state.coverage, 'addresses', { family, device: flow.interface });
  return listed && holdersOf(state, flow.to).length === 0;
}
