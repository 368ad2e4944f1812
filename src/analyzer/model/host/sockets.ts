import type { HostState, Socket } from '../host-state.ts';

/** What arrives for a program: at which address and port, and on which interface. */
export type SocketQuestion = {
  protocol: Socket['protocol'];
  address: string;
  port: number | undefined;
  device: string;
  /** The VRF of the interface. */
  vrf?: string | undefined;
};

/** Addresses of a socket that takes what is sent to any of the host's addresses. */
export function isUnbound({ localAddress }: Pick<Socket, 'localAddress'>): boolean {
  return ['0.0.0.0', '::', '[::]', '*'].includes(localAddress);
}

/**
 * The socket that takes it, and so answers: of several the one that is bound the most narrowly. Undefined where none of
 * those that were listed does.
 */
export function answeringSocket(
  { sockets = [] }: Pick<HostState, 'sockets'>,
  { protocol, address, port, device, vrf }: SocketQuestion,
): Socket | undefined {
  const takers = sockets.filter(
    (socket) =>
      socket.protocol === protocol &&
      socket.localPort === port &&
      (socket.state === 'LISTEN' || socket.state === 'UNCONN') &&
      (socket.localAddress === address || isUnbound(socket)) &&
      (socket.dev === undefined || socket.dev === device || socket.dev === vrf),
  );
  const narrowness = (socket: Socket) => (isUnbound(socket) ? 0 : 1) + (socket.dev === undefined ? 0 : 2);
  return takers.toSorted((one, other) => narrowness(other) - narrowness(one))[0];
}
