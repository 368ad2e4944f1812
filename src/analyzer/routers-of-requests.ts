import { type Neighbour, routersByMac } from './model/index.ts';
import type { Walk } from './walk/index.ts';

/** The routers that brought the requests: neighbours on `dev` with the hardware addresses that they came from. */
export function routersOfRequests({ asked, seen, modelled }: Walk, dev: string): Neighbour[] {
  const onDevice = seen.packets.requests.filter(
    (request) => request.dev === undefined || request.dev === dev,
  );
  const macs = new Set(onDevice.flatMap(({ packet }) => packet.sourceMac ?? []));
  return routersByMac(modelled.state, { dev, family: asked.family, macs, sender: asked.flow.from });
}

/** The router that brought the requests, by a global address where it has one. */
export function routerOf(walk: Walk): string | undefined {
  return routersOfRequests(walk, walk.seen.ingress)[0]?.address;
}
