import type { HostState, Neighbour } from '../host-state.ts';

type Neighbours = Pick<HostState, 'neighbours' | 'askedNeighbours'>;

/** Whether a neighbour was asked for and nobody answered; on any interface where none is named. */
export function isUnresolved({ neighbours = [] }: Neighbours, address: string, dev?: string): boolean {
  return neighbours.some(
    (entry) =>
      entry.address === address &&
      (dev === undefined || entry.dev === dev) &&
      (entry.state === 'FAILED' || entry.state === 'INCOMPLETE'),
  );
}

/** Whether a neighbour's hardware address on that interface is known: it answered there, or was entered by hand. */
export function isResolved({ neighbours = [] }: Neighbours, address: string, dev: string): boolean {
  return neighbours.some(
    (entry) =>
      entry.address === address &&
      entry.dev === dev &&
      entry.mac !== undefined &&
      entry.state !== 'FAILED' &&
      entry.state !== 'INCOMPLETE',
  );
}

/** Whether a neighbour was looked for on that interface by its own address, and did not answer. */
export function isSilent(state: Neighbours, address: string, dev: string): boolean {
  const asked = state.askedNeighbours?.some((one) => one.address === address && one.dev === dev);
  return asked === true && isUnresolved(state, address, dev);
}

/** What tells a router from other neighbours: it brought packets of somebody else. */
export type Carried = {
  dev: string;
  family: 4 | 6;
  /** Hardware addresses that the packets came from. */
  macs: ReadonlySet<string>;
  /** Whose packets they were. */
  sender: string | undefined;
};

/** The neighbours with the hardware addresses that somebody's packets came from, leaving out himself; global addresses first. */
export function routersByMac(
  { neighbours = [] }: Neighbours,
  { dev, family, macs, sender }: Carried,
): Neighbour[] {
  const routers = neighbours.filter(
    (entry) =>
      entry.dev === dev &&
      entry.mac !== undefined &&
      macs.has(entry.mac) &&
      entry.address !== sender &&
      entry.address.includes(':') === (family === 6),
  );
  const isLinkLocal = ({ address }: Neighbour) => Number(/^fe[89ab]/i.test(address));
  return routers.toSorted((one, other) => isLinkLocal(one) - isLinkLocal(other));
}
