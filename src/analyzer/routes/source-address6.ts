import { type ParsedPrefix, parsePrefix, prefixContains } from '../model/index.ts';
import type { DeviceAddress, Devices } from './devices.ts';
import type { Sysctls } from './sysctls.ts';
import { NotKnown } from './trace.ts';

/** Source address selection of RFC 6724 in Linux's form (default policy table). */

/** RFC 6724's table with Linux's additions, as `ip addrlabel` lists it on a fresh host; longest prefix first. */
const LABELS: readonly (readonly [ParsedPrefix, number])[] = (
  [
    ['::1/128', 0],
    ['::/96', 3],
    ['::ffff:0:0/96', 4],
    ['2001::/32', 6],
    ['2001:10::/28', 7],
    ['3ffe::/16', 12],
    ['2002::/16', 2],
    ['fec0::/10', 11],
    ['fc00::/7', 5],
    ['::/0', 1],
  ] as const
).map(([prefix, label]) => [parsePrefix(prefix, 6) as ParsedPrefix, label]);

function labelOf(value: bigint): number {
  return LABELS.find(([prefix]) => prefixContains(prefix, { family: 6, value }))?.[1] ?? 1;
}

/** Scopes of RFC 4007: 2 link-local (loopback too, RFC 6724 section 3.4), 5 site-local, 14 global; multicast carries its own. */
function scopeOf(value: bigint): number {
  if (value === 0n) return -1;
  if (value >> 120n === 0xffn) return Number((value >> 112n) & 0xfn);
  if (value === 1n) return 2;
  const top = value >> 118n;
  if (top === 0xfe80n >> 6n) return 2;
  return top === 0xfec0n >> 6n ? 5 : 14;
}

function isOrchid(value: bigint): boolean {
  return value >> 100n === 0x2001001n;
}

function commonPrefix(a: bigint, b: bigint): number {
  const different = a ^ b;
  return different === 0n ? 128 : 128 - different.toString(2).length;
}

interface Destination {
  value: bigint;
  dev: string | undefined;
  scope: number;
  label: number;
}

/** The rules in order; the greater number wins. `homes`: whether the kernel was built with mobile IPv6 and prefers home addresses. */
function preferences(address: DeviceAddress, to: Destination, sysctls: Sysctls, homes: boolean): number[] {
  const value = BigInt(address.value);
  const scope = scopeOf(value);
  const has = (flag: string) => address.flags.includes(flag);
  const temporary = (sysctls.own(6, address.dev, 'use_tempaddr') ?? 0) >= 2;
  return [
    value === to.value ? 1 : 0,
    scope >= to.scope ? -scope : scope - 128,
    value === 1n || !(has('deprecated') || has('optimistic')) ? 1 : 0,
    homes && has('home') ? 1 : 0,
    to.dev === undefined || to.dev === address.dev ? 1 : 0,
    labelOf(value) === to.label ? 1 : 0,
    has('temporary') === temporary ? 1 : 0,
    isOrchid(value) === isOrchid(to.value) ? 1 : 0,
    Math.min(commonPrefix(value, to.value), address.source.prefixLength),
    has('optimistic') ? 0 : 1,
  ];
}

function beats(challenger: readonly number[], champion: readonly number[]): boolean {
  for (const [index, points] of challenger.entries()) {
    const other = champion[index] as number;
    if (points !== other) return points > other;
  }
  return false;
}

function isCandidate(address: DeviceAddress): boolean {
  return !address.flags.includes('tentative') || address.flags.includes('optimistic');
}

/** The address that the rules prefer; the first among equals. */
function championOf(
  candidates: readonly DeviceAddress[],
  to: Destination,
  sysctls: Sysctls,
  homes: boolean,
): string | undefined {
  let champion: { address: DeviceAddress; points: number[] } | undefined;
  for (const address of candidates) {
    const points = preferences(address, to, sysctls, homes);
    if (!champion || beats(points, champion.points)) champion = { address, points };
  }
  return champion?.address.text;
}

/**
 * The source address that the kernel chooses for a destination reached through a device. Multicast and link-local destinations
 * take addresses of that device only, others of the whole host. In a VRF the device's and the VRF's own come first: a single one among
 * them is taken whatever its scope (not where the device is the VRF itself, whose addresses count twice), else the other members'
 * compete too (measured on 6.1 and 6.12).
 */
export function selectAddress6(
  devices: Devices,
  sysctls: Sysctls,
  dev: string,
  to: bigint,
): string | undefined {
  const destination = { value: to, dev, scope: scopeOf(to), label: labelOf(to) };
  const ownOnly =
    to >> 120n === 0xffn || destination.scope <= 2 || !!sysctls.own(6, dev, 'use_oif_addrs_only');
  const vrf = devices.vrfOf(dev)?.dev;
  const addressesOf = (names: readonly string[]) =>
    names.flatMap((name) => devices.addresses(6, name).filter(isCandidate));
  const nearest = ownOnly ? [dev] : vrf === undefined ? [] : [dev, vrf];
  const near = addressesOf(nearest);
  const alone = ownOnly || near.length === 1;
  const domain = alone ? [] : addressesOf(devices.names.filter((name) => devices.vrfOf(name)?.dev === vrf));
  const candidates = [...near, ...domain];
  const plain = championOf(candidates, destination, sysctls, false);
  if (candidates.every(({ flags }) => !flags.includes('home'))) return plain;
  // Debian's kernels prefer home addresses (CONFIG_IPV6_MIP6), others know none (measured); a state does not tell which it is.
  if (championOf(candidates, destination, sysctls, true) === plain) return plain;
  throw new NotKnown({ about: 'untold', what: 'home-addresses' });
}
