import { answeringSocket, vrfOf } from './model/index.ts';
import type { Walk } from './walk.ts';

/** Whether a program on the host takes what is sent to the flow's port; undefined where the sockets were not listed. */
export function listens({
  state,
  flow,
  ingress,
}: Pick<Walk, 'state' | 'flow' | 'ingress'>): boolean | undefined {
  if (state.sockets === undefined) return undefined;
  const { protocol, to: address, port } = flow;
  const vrf = vrfOf(state, ingress)?.name;
  return answeringSocket(state, { protocol, address, port, device: ingress, vrf }) !== undefined;
}
