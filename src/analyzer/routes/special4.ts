import type { HostState } from '../model/index.ts';
import { isOlder } from './kernel-release.ts';

/** IPv4 addresses that the kernel treats apart from any table (RFC 1122, RFC 6890). */

export const BROADCAST = 0xffffffff;
/** First multicast address, 224.0.0.0; below it only 0.0.0.0 is apart. */
export const MULTICAST = 0xe0000000;
export const LOOPBACK_ADDRESS = '127.0.0.1';

export function isMulticast4(value: number): boolean {
  return value >= MULTICAST && value <= 0xefffffff;
}

/** 224.0.0.0/24: never forwarded, never routed. */
export function isLocalMulticast4(value: number): boolean {
  return value >= 0xe0000000 && value <= 0xe00000ff;
}

export function isLoopback4(value: number): boolean {
  return value >>> 24 === 127;
}

/** 0.0.0.0, and on kernels before 5.3 all of 0.0.0.0/8 (measured: 6.18 routes 0.0.0.5). */
export function isZeroNet4({ state }: { state: HostState }, value: number): boolean {
  return value === 0 || (value >>> 24 === 0 && isOlder(state.kernelRelease, 5, 3));
}
