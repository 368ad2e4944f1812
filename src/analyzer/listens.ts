import {
  appearsToCover,
  covers,
  l3mdevKey,
  linkOf,
  type OpenQuestion,
  type Socket,
  takesFrom,
  vrfOf,
  waitingSockets,
} from './model/index.ts';
import type { Walk } from './walk/index.ts';

/** Whether a program takes what is sent to the flow's port. `questions`: what is taken for granted in saying so. */
export type Listening =
  | { who: 'somebody' }
  /** `appears`: the listing of sockets is whole, as far as one sees. */
  | { who: 'nobody'; appears: boolean; questions: OpenQuestion[] }
  /** A program waits there, and takes nothing that arrives in this VRF, or outside its own. */
  | { who: 'other-vrf'; socket: Socket; questions: OpenQuestion[] }
  | { who: 'not-shown' };

/** Reads the listed sockets for the flow's address, port and interface. */
export function listens({ modelled: { state }, asked: { flow }, seen: { ingress } }: Walk): Listening {
  const { protocol, to: address, port } = flow;
  if (state.sockets === undefined || protocol === 'icmp') return { who: 'not-shown' };
  const waiting = waitingSockets(state, { protocol, address, port });
  const way = { device: ingress, vrf: vrfOf(state, ingress)?.name };
  const takes = waiting.map((socket) => ({ socket, takes: takesFrom(state, socket, way) }));
  if (takes.some((one) => one.takes === true)) return { who: 'somebody' };
  const perhaps = takes.find((one) => one.takes === undefined);
  if (perhaps) {
    const questions: OpenQuestion[] = [{ about: 'sysctl', keys: [l3mdevKey(protocol)] }];
    return { who: 'other-vrf', socket: perhaps.socket, questions };
  }
  // One that is outside every VRF takes nothing here for its VRF alone.
  const elsewhere = waiting.find(({ dev }) => dev === undefined || linkOf(state, dev)?.kind === 'vrf');
  if (elsewhere) return { who: 'other-vrf', socket: elsewhere, questions: [] };
  const asked = port === undefined ? { protocol } : { protocol, port };
  if (covers(state.coverage, 'sockets', asked)) return { who: 'nobody', appears: true, questions: [] };
  return {
    who: 'nobody',
    appears: appearsToCover(state.coverage, 'sockets', asked),
    questions: [{ about: 'sockets', ...asked }],
  };
}
