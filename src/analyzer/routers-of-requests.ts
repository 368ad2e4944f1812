import { type Flow, type HostState, type Neighbour, routersByMac } from './model/index.ts';
import type { Sightings } from './sightings.ts';

type Requests = {
  seen: Pick<Sightings, 'requests'>;
  state: Pick<HostState, 'neighbours'>;
  family: 4 | 6;
  flow: Pick<Flow, 'from'>;
};

/** The routers that brought the requests: neighbours on `dev` with the hardware addresses that they came from. */
export function routersOfRequests({ seen, state, family, flow }: Requests, dev: string): Neighbour[] {
  const onDevice = seen.requests.filter((request) => request.dev === undefined || request.dev === dev);
  const macs = new Set(onDevice.flatMap(({ packet }) => packet.sourceMac ?? []));
  return routersByMac(state, { dev, family, macs, sender: flow.from });
}

/** The router that brought the requests, by a global address where it has one. */
export function routerOf(requests: Requests & { ingress: string }): string | undefined {
  return routersOfRequests(requests, requests.ingress)[0]?.address;
}
