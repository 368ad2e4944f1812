import {
  type Address,
  type AddressValue,
  addressesNamedByRoutes,
  addressValue,
  appearsToCover,
  covers,
  type HostState,
  type Link,
  type OpenQuestion,
  type ParsedPrefix,
  parsePrefix,
  vrfAmong,
} from '../model/index.ts';
import { NotKnown } from './trace.ts';

/** An address on an interface, ready for selection. */
export interface DeviceAddress {
  dev: string;
  text: string;
  value: AddressValue;
  /** The subnet as the kernel matches it: of the peer where there is one. */
  subnet: ParsedPrefix;
  scope: number;
  flags: readonly string[];
  source: Address;
}

/** Interfaces and their addresses. */
export interface Devices {
  /** In the order of the listing. */
  names: readonly string[];
  link(name: string): Link | undefined;
  /** Raises NotKnown where no such interface was listed. */
  mustExist(name: string): void;
  isUp(name: string): boolean;
  groupOf(name: string): string | undefined;
  /** Whether the host has a VRF at all. */
  hasVrf: boolean;
  /** The VRF that the device is, or is enslaved to. */
  vrfOf(name: string): { dev: string; table: string } | undefined;
  /** Addresses of one device in the kernel's order; raises NotKnown where they were not collected. */
  addresses(family: 4 | 6, dev: string): readonly DeviceAddress[];
  /** Those of them that are known; more may exist. */
  knownAddresses(family: 4 | 6, dev: string): readonly DeviceAddress[];
  /** Whether the device has an IPv4 address, its connected route showing it as well; `undefined` where that is not known. */
  hasAddress4(dev: string): boolean | undefined;
  /** Whether all addresses of the host were listed. */
  complete(family: 4 | 6): boolean;
  /** The interfaces whose addresses are not known to be all listed, as questions; `near` first where it is one of them. */
  unlisted(family: 4 | 6, near?: string): OpenQuestion[];
  /** Those of them of whose addresses nothing is known. */
  unknown(family: 4 | 6, near?: string): OpenQuestion[];
  /** Whether some listed interface has exactly this address. */
  owns(family: 4 | 6, value: AddressValue): boolean;
  /** An interface that has exactly this address. */
  ownerOf(family: 4 | 6, value: AddressValue): string | undefined;
  /** Whether several interfaces have exactly this address: which one the kernel finds first no listing tells. */
  isShared(family: 4 | 6, value: AddressValue): boolean;
}

const SCOPES: Record<string, number> = { global: 0, site: 200, link: 253, host: 254, nowhere: 255 };

/** Scope as the kernel orders it: the greater, the narrower (rtnetlink(7)). Absent is global; not a number: not understood. */
export function scopeNumber(scope: string | undefined): number {
  return scope === undefined ? 0 : (SCOPES[scope] ?? Number(scope));
}

/** Interface groups as one spelling: iproute2 prints group 0 as `default`. */
export function groupName(group: string): string {
  return group === '0' ? 'default' : group;
}

/** Which interfaces' addresses are known to be all listed. */
function coverage(state: HostState, family: 4 | 6): (dev: string) => boolean {
  const whole = appearsToCover(state.coverage, 'addresses', { family });
  return (device) => whole || appearsToCover(state.coverage, 'addresses', { family, device });
}

/** The devices of IPv4 routes that the kernel made for an address of them. */
function connectedDevices(state: HostState): Set<string> {
  const devices = new Set<string>();
  for (const { protocol, scope, type, nextHops } of state.routes[4] ?? []) {
    const dev = nextHops[0]?.dev;
    if (dev !== undefined && protocol === 'kernel' && scope === 'link' && type === 'unicast')
      devices.add(dev);
  }
  return devices;
}

/** Connected routes name the address that made them: enough where an interface's addresses were not listed. */
function addressesFromRoutes(state: HostState, covered: (dev: string) => boolean): Address[] {
  const loopback = state.addresses?.some(({ dev, local }) => dev === 'lo' && local === '127.0.0.1');
  const named = addressesNamedByRoutes(state, 4);
  if (covered('lo') || loopback) return named;
  return [{ dev: 'lo', family: 4, local: '127.0.0.1', prefixLength: 8, scope: 'host', flags: [] }, ...named];
}

function compileAddress(address: Address): DeviceAddress | undefined {
  const value = addressValue(address.family, address.local);
  const subnet = parsePrefix(
    `${address.peer?.split('/')[0] ?? address.local}/${address.prefixLength}`,
    address.family,
  );
  const scope = SCOPES[address.scope] ?? Number(address.scope);
  if (value === undefined || !subnet || Number.isNaN(scope)) return undefined;
  return {
    dev: address.dev,
    text: address.local,
    value,
    subnet,
    scope,
    flags: address.flags,
    source: address,
  };
}

/** Where no link was listed, every name that is used anywhere counts as an interface that is up. */
function linkNames(state: HostState, addresses: readonly Address[]): string[] {
  if (state.links && state.links.length > 0) return state.links.map((link) => link.name);
  const names = new Set(addresses.map((address) => address.dev));
  for (const family of [4, 6] as const) {
    for (const route of state.routes[family] ?? []) {
      for (const hop of route.nextHops) if (hop.dev !== undefined) names.add(hop.dev);
    }
  }
  return [...names];
}

/** Compiles links and addresses. */
export function compileDevices(state: HostState): Devices {
  const covered = { 4: coverage(state, 4), 6: coverage(state, 6) };
  const listed = state.addresses ?? [];
  const guessed = addressesFromRoutes(state, covered[4]);
  const guessedOn = new Set(guessed.map(({ dev }) => dev));
  const shown = listed.filter(({ family, dev }) => family === 4 && !covered[4](dev));
  const shownOn = new Set(shown.map(({ dev }) => dev));
  const byDevice = new Map<string, DeviceAddress[]>();
  const shared = { 4: new Set<AddressValue>(), 6: new Set<AddressValue>() };
  const owners = { 4: new Map<AddressValue, string>(), 6: new Map<AddressValue, string>() };
  const unreadable = new Set<string>();
  for (const address of [...listed, ...guessed]) {
    const compiled = compileAddress(address);
    const key = `${address.family} ${address.dev}`;
    if (!compiled) unreadable.add(key);
    else {
      const owner = owners[address.family].get(compiled.value);
      if (owner !== undefined && owner !== address.dev) shared[address.family].add(compiled.value);
      owners[address.family].set(compiled.value, address.dev);
      const known = byDevice.get(key);
      if (known) known.push(compiled);
      else byDevice.set(key, [compiled]);
    }
  }
  const links = new Map(state.links?.map((link) => [link.name, link]));
  const byName = (name: string) => links.get(name);
  const names = linkNames(state, [...listed, ...guessed]);
  const knownAddresses = (family: 4 | 6, dev: string) => byDevice.get(`${family} ${dev}`) ?? [];
  const isListed = (family: 4 | 6, dev: string) =>
    covered[family](dev) && !unreadable.has(`${family} ${dev}`);
  const isKnown = (family: 4 | 6, dev: string) =>
    !unreadable.has(`${family} ${dev}`) &&
    (covered[family](dev) || (family === 4 && (guessedOn.has(dev) || shownOn.has(dev))));
  const mayHaveAddresses = (dev: string) => dev !== 'lo' && !isPort(links, dev);
  const withRoute = connectedDevices(state);
  const complete = (family: 4 | 6) =>
    appearsToCover(state.coverage, 'addresses', { family }) ||
    (appearsToCover(state.coverage, 'links', { namesOnly: true }) && names.every(covered[family]));
  const openAddresses = (
    family: 4 | 6,
    near: string | undefined,
    isSettled: (family: 4 | 6, dev: string) => boolean,
  ): OpenQuestion[] => {
    if (complete(family)) return [];
    const open = names.filter((dev) => mayHaveAddresses(dev) && !isSettled(family, dev));
    const first = near === undefined || isSettled(family, near) ? [] : [near];
    return [...new Set([...first, ...open])].map((device) => ({ about: 'addresses', family, device }));
  };
  return {
    names,
    link: (name) => links.get(name),
    mustExist(name) {
      const device = { device: name, namesOnly: true } as const;
      if (!links.has(name) && covers(state.coverage, 'links', device))
        throw new NotKnown({ about: 'link', device: name });
    },
    isUp(name) {
      const link = links.get(name);
      // A link of which only the name was shown (`ip vrf show`) is not known to be down.
      if (link === undefined || (link.flags.length === 0 && link.operstate === undefined)) return true;
      return link.flags.includes('UP');
    },
    groupOf(name) {
      const group = links.get(name)?.group;
      return group === undefined ? undefined : groupName(group);
    },
    hasVrf: state.links?.some(({ kind }) => kind === 'vrf') ?? false,
    vrfOf(name) {
      const vrf = vrfAmong(byName, name);
      if (!vrf) return undefined;
      if (vrf.vrfTable === undefined) throw new NotKnown({ about: 'vrf', device: vrf.name });
      return { dev: vrf.name, table: vrf.vrfTable };
    },
    addresses(family, dev) {
      if (!isKnown(family, dev)) throw new NotKnown({ about: 'addresses', family, device: dev });
      return knownAddresses(family, dev);
    },
    knownAddresses,
    hasAddress4(dev) {
      if (knownAddresses(4, dev).length > 0 || withRoute.has(dev)) return true;
      return isListed(4, dev) ? false : undefined;
    },
    complete,
    unlisted: (family, near) => openAddresses(family, near, isListed),
    unknown: (family, near) => openAddresses(family, near, isKnown),
    owns: (family, value) => owners[family].has(value),
    ownerOf: (family, value) => owners[family].get(value),
    isShared: (family, value) => shared[family].has(value),
  };
}

const BRIDGING = new Set(['bridge', 'bond', 'team', 'openvswitch']);

/** A port of a bridge or bond has no address of its own: its master has. */
function isPort(links: ReadonlyMap<string, Link>, dev: string): boolean {
  const master = links.get(links.get(dev)?.master ?? '');
  return BRIDGING.has(master?.kind ?? '');
}
