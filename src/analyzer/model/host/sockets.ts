import type { HostState, Socket } from '../host-state.ts';
import { sysctl } from './sysctls.ts';

/** What arrives for a program: at which address and port, and on which interface. */
export type SocketQuestion = {
  protocol: Socket['protocol'];
  address: string;
  port: number | undefined;
  device: string;
  /** The VRF of the interface. */
  vrf?: string | undefined;
};

type Sockets = Pick<HostState, 'sockets' | 'sysctls'>;

/** Addresses of a socket that takes what is sent to any of the host's addresses. */
export function isUnbound({ localAddress }: Pick<Socket, 'localAddress'>): boolean {
  return ['0.0.0.0', '::', '[::]', '*'].includes(localAddress);
}

/** The sockets of a program that waits at this address and port, whichever interface they take packets from. */
export function waitingSockets(
  { sockets = [] }: Sockets,
  { protocol, address, port }: Pick<SocketQuestion, 'protocol' | 'address' | 'port'>,
): Socket[] {
  return sockets.filter(
    (socket) =>
      socket.protocol === protocol &&
      socket.localPort === port &&
      (socket.state === 'LISTEN' || socket.state === 'UNCONN') &&
      takesAddress(socket, address),
  );
}

/** An unbound IPv6 socket takes IPv4 as well, unless it is told not to (IPV6_V6ONLY, ipv6(7)). */
function takesAddress(socket: Socket, address: string): boolean {
  if (socket.localAddress === address) return true;
  if (!isUnbound(socket)) return false;
  return address.includes(':') ? socket.localAddress !== '0.0.0.0' : socket.v6only !== true;
}

/** The setting by which sockets outside every VRF take what arrives in one (Documentation/networking/vrf). */
export function l3mdevKey(protocol: Socket['protocol']): string {
  return `net.ipv4.${protocol === 'udp' ? 'udp' : 'tcp'}_l3mdev_accept`;
}

/**
 * Whether a socket takes what comes in on an interface: bound to a device or VRF it takes nothing from elsewhere, and outside
 * every VRF nothing that arrives in one, unless `*_l3mdev_accept` says so. Undefined where that setting was not shown.
 */
export function takesFrom(
  state: Sockets,
  { dev, protocol }: Socket,
  { device, vrf }: Pick<SocketQuestion, 'device' | 'vrf'>,
): boolean | undefined {
  if (dev !== undefined) return dev === device || dev === vrf;
  if (vrf === undefined) return true;
  const accepts = sysctl(state, l3mdevKey(protocol));
  return accepts === undefined ? undefined : accepts !== 0;
}

/**
 * The socket that takes it, and so answers: of several the one that is bound the most narrowly. Undefined where none of
 * those that were listed does.
 */
export function answeringSocket(state: Sockets, question: SocketQuestion): Socket | undefined {
  const takers = waitingSockets(state, question).filter(
    (socket) => takesFrom(state, socket, question) !== false,
  );
  const narrowness = (socket: Socket) => (isUnbound(socket) ? 0 : 1) + (socket.dev === undefined ? 0 : 2);
  return takers.toSorted((one, other) => narrowness(other) - narrowness(one))[0];
}
