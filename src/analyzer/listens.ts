import type { Flow, HostState, Socket } from './model/index.ts';

/** The sockets that take what is sent to the flow's port. */
export function listenersOf({ sockets }: HostState, { protocol, port, to }: Flow): Socket[] {
  const any = ['0.0.0.0', '::', '*', '[::]', to];
  return (sockets ?? []).filter(
    (socket) =>
      socket.protocol === protocol &&
      socket.localPort === port &&
      any.includes(socket.localAddress) &&
      (socket.state === 'LISTEN' || socket.state === 'UNCONN'),
  );
}

/** Whether a program on the host takes what is sent to the flow's port; undefined where the sockets were not listed. */
export function listens({ state, flow }: { state: HostState; flow: Flow }): boolean | undefined {
  return state.sockets && listenersOf(state, flow).length > 0;
}
