import { vrfOf } from '../passage.ts';
import { deviceOf, type Walk } from '../walk.ts';

/** The interface's VRF knows no way back, though the host outside it does (Documentation/networking/vrf). */
export function outsideTheVrf({ state, ingress, model, family, sender, flow }: Walk): string | undefined {
  const vrf = vrfOf(state, ingress);
  if (vrf === undefined) return undefined;
  const to = flow.from ?? sender;
  const outside = model.lookup({ family, to });
  if (outside.kind !== 'route' || outside.type === 'local') return undefined;
  return `${ingress} belongs to the VRF ${vrf}, which has no way back to ${to}; outside it the way is ${deviceOf(outside) ?? '?'}`;
}
