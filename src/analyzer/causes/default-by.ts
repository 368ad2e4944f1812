import { gatewayReach } from '../remedies/gateway-reach.ts';
import type { Walk } from '../walk/index.ts';

/** A default route by a router; one outside the interface's networks is taken only as `onlink` (ip-route(8)). */
export function defaultBy(
  { modelled: { state }, seen: { ingress }, asked: { family } }: Walk,
  router: string,
): string[] {
  const reach = gatewayReach(state, { device: ingress, family, gateway: router });
  const isOutside =
    reach.kind === 'host-route' || (reach.kind === 'impossible' && reach.because.key === 'plan.off-link');
  return ['default', 'via', router, 'dev', ingress, ...(isOutside ? ['onlink'] : [])];
}
