import type { Walk } from './walk.ts';

/** Whether a program on the host takes what is sent to the flow's port; undefined where the sockets were not listed. */
export function listens({ state, flow }: Pick<Walk, 'state' | 'flow'>): boolean | undefined {
  const any = ['0.0.0.0', '::', '*', '[::]', flow.to];
  return state.sockets?.some(
    (socket) =>
      socket.protocol === flow.protocol &&
      socket.localPort === flow.port &&
      any.includes(socket.localAddress) &&
      (socket.state === 'LISTEN' || socket.state === 'UNCONN'),
  );
}
