import { type ParsedPrefix, parsePrefix, prefixContains } from '../model/index.ts';
import type { DeviceAddress, Devices } from './devices.ts';
import { isLinkLocal6, isMulticast6 } from './special6.ts';
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

/** The first bits of fec0::/10. */
const SITE_LOCAL = 0xfec0n >> 6n;

/** Scopes of RFC 4007: 2 link-local (loopback too, RFC 6724 section 3.4), 5 site-local, 14 global; multicast carries its own. */
function scopeOf(value: bigint): number {
  if (isMulticast6(value)) return Number((value >> 112n) & 0xfn);
  if (isLinkLocal6(value) || value === 1n) return 2;
  if (value === 0n) return -1;
  return value >> 118n === SITE_LOCAL ? 5 : 14;
}

function isOrchid(value: bigint): boolean {
  return value >> 100n === 0x2001001n;
}

function commonPrefix(a: bigint, b: bigint): number {
  const different = a ^ b;
  return different === 0n ? 128 : 128 - different.toString(2).length;
}

/** An address that may be a source, with what the rules ask of it. */
interface Candidate {
  text: string;
  dev: string;
  value: bigint;
  prefixLength: number;
  scope: number;
  label: number;
  /** Neither deprecated nor optimistic; that of loopback always. */
  current: boolean;
  home: boolean;
  /** It is temporary, and such are wanted on its device; or neither. */
  asWanted: boolean;
  optimistic: boolean;
}

interface Destination {
  value: bigint;
  dev: string;
  scope: number;
}

/** A rule as points; the greater number wins. */
type Rule = (candidate: Candidate, to: Destination) => number;

const BEFORE_HOMES: readonly Rule[] = [
  ({ value }, to) => Number(value === to.value),
  ({ scope }, to) => (scope >= to.scope ? -scope : scope - 128),
  ({ current }) => Number(current),
];
const BEHIND_HOMES: readonly Rule[] = [
  ({ dev }, to) => Number(dev === to.dev),
  ({ label }, to) => Number(label === labelOf(to.value)),
  ({ asWanted }) => Number(asWanted),
  ({ value }, to) => Number(isOrchid(value) === isOrchid(to.value)),
  ({ value, prefixLength }, to) => Math.min(commonPrefix(value, to.value), prefixLength),
  ({ optimistic }) => Number(!optimistic),
];
/** The rules in order, for kernels that know no home addresses, and for those that prefer them. */
const RULES = {
  plain: [...BEFORE_HOMES, ...BEHIND_HOMES],
  homes: [...BEFORE_HOMES, ({ home }: Candidate) => Number(home), ...BEHIND_HOMES],
} as const satisfies Record<string, readonly Rule[]>;

function beats(challenger: Candidate, champion: Candidate, to: Destination, rules: readonly Rule[]): boolean {
  for (const rule of rules) {
    const difference = rule(challenger, to) - rule(champion, to);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** The address that the rules prefer; the first among equals. */
function championOf(
  candidates: readonly Candidate[],
  to: Destination,
  rules: readonly Rule[],
): Candidate | undefined {
  let champion: Candidate | undefined;
  for (const candidate of candidates) {
    if (!champion || beats(candidate, champion, to, rules)) champion = candidate;
  }
  return champion;
}

function candidateOf(address: DeviceAddress, sysctls: Sysctls): Candidate {
  const { dev, text } = address;
  const value = BigInt(address.value);
  const has = (flag: string) => address.flags.includes(flag);
  const wantsTemporary = (sysctls.own(6, dev, 'use_tempaddr') ?? 0) >= 2;
  return {
    text,
    dev,
    value,
    prefixLength: address.source.prefixLength,
    scope: scopeOf(value),
    label: labelOf(value),
    current: value === 1n || !(has('deprecated') || has('optimistic')),
    home: has('home'),
    asWanted: has('temporary') === wantsTemporary,
    optimistic: has('optimistic'),
  };
}

/** Whether duplicate address detection lets it be used. */
function isUsable({ flags }: DeviceAddress): boolean {
  return !flags.includes('tentative') || flags.includes('optimistic');
}

/** Chooses the source address of IPv6 packets; what one device's packets can have is collected when it is first asked for. */
export class SourceSelector6 {
  readonly #devices: Devices;
  readonly #sysctls: Sysctls;
  readonly #own = new Map<string, readonly Candidate[]>();
  readonly #any = new Map<string, readonly Candidate[]>();

  constructor(devices: Devices, sysctls: Sysctls) {
    this.#devices = devices;
    this.#sysctls = sysctls;
  }

  /**
   * The source address that the kernel chooses for a destination reached through a device. Multicast and link-local destinations
   * take addresses of that device only, others of the whole host.
   */
  select(dev: string, value: bigint): string | undefined {
    const to = { value, dev, scope: scopeOf(value) };
    const candidates = isMulticast6(value) || to.scope <= 2 ? this.#ownOf(dev) : this.#anyFor(dev);
    if (candidates.length < 2) return candidates[0]?.text;
    const plain = championOf(candidates, to, RULES.plain);
    if (candidates.every(({ home }) => !home)) return plain?.text;
    // Debian's kernels prefer home addresses (CONFIG_IPV6_MIP6), others know none (measured); a state does not tell which it is.
    if (championOf(candidates, to, RULES.homes)?.text === plain?.text) return plain?.text;
    throw new NotKnown({ about: 'untold', what: 'home-addresses' });
  }

  #ownOf(dev: string): readonly Candidate[] {
    let own = this.#own.get(dev);
    if (own === undefined) {
      own = this.#addressesOf([dev]);
      this.#own.set(dev, own);
    }
    return own;
  }

  #anyFor(dev: string): readonly Candidate[] {
    let any = this.#any.get(dev);
    if (any === undefined) {
      any = this.#sysctls.own(6, dev, 'use_oif_addrs_only') ? this.#ownOf(dev) : this.#domainOf(dev);
      this.#any.set(dev, any);
    }
    return any;
  }

  /**
   * Those of the whole host; in a VRF the device's and the VRF's own come first: a single one among them is taken whatever its
   * scope (not where the device is the VRF itself, whose addresses count twice), else the other members' compete too (measured on
   * 6.1 and 6.12).
   */
  #domainOf(dev: string): readonly Candidate[] {
    const vrf = this.#devices.vrfOf(dev)?.dev;
    const near = vrf === undefined ? [] : this.#addressesOf([dev, vrf]);
    if (near.length === 1) return near;
    const members = this.#devices.names.filter((name) => this.#devices.vrfOf(name)?.dev === vrf);
    return [...near, ...this.#addressesOf(members)];
  }

  #addressesOf(names: readonly string[]): Candidate[] {
    return names.flatMap((name) =>
      this.#devices
        .addresses(6, name)
        .filter(isUsable)
        .map((address) => candidateOf(address, this.#sysctls)),
    );
  }
}
