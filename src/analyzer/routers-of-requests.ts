import { type Neighbour, routersByMac } from './model/index.ts';
import type { Walk } from './walk.ts';

/** The routers that brought the requests: neighbours on `dev` with the hardware addresses that they came from. */
export function routersOfRequests(
  { seen, state, family, flow }: Pick<Walk, 'seen' | 'state' | 'family' | 'flow'>,
  dev: string,
): Neighbour[] {
  const onDevice = seen.requests.filter((request) => request.dev === undefined || request.dev === dev);
  const macs = new Set(onDevice.flatMap(({ packet }) => packet.sourceMac ?? []));
  return routersByMac(state, { dev, family, macs, sender: flow.from });
}

/** The router that brought the requests, by a global address where it has one. */
export function routerOf(
  walk: Pick<Walk, 'seen' | 'state' | 'family' | 'flow' | 'ingress'>,
): string | undefined {
  const routers = routersOfRequests(walk, walk.ingress).map(({ address }) => address);
  return routers.find((address) => !address.startsWith('fe80')) ?? routers[0];
}
