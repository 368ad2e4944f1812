import type { Address, HostState, Link } from '../model/index.ts';
import { type AddressValue, addressValue, type ParsedPrefix, parsePrefix } from './addresses.ts';
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
  /** Whether an interface is known to have an IPv4 address, and not which. */
  isHidden(dev: string): boolean;
  /** Whether all addresses of the host were listed. */
  complete(family: 4 | 6): boolean;
  /** Whether some listed interface has exactly this address. */
  owns(family: 4 | 6, value: AddressValue): boolean;
  /** An interface that has exactly this address. */
  ownerOf(family: 4 | 6, value: AddressValue): string | undefined;
  /** Whether several interfaces have exactly this address: which one the kernel finds first no listing tells. */
  isShared(family: 4 | 6, value: AddressValue): boolean;
  assumed: readonly string[];
}

const SCOPES: Record<string, number> = { global: 0, site: 200, link: 253, host: 254, nowhere: 255 };

/** Scope as the kernel orders it: the greater, the narrower (rtnetlink(7)). Absent is global. */
export function scopeNumber(scope: string | undefined): number {
  if (scope === undefined) return 0;
  const value = SCOPES[scope] ?? Number(scope);
  if (Number.isNaN(value)) throw new NotKnown(`scope ${scope} is not understood`);
  return value;
}

/** Interface groups as one spelling: iproute2 prints group 0 as `default`. */
export function groupName(group: string): string {
  return group === '0' ? 'default' : group;
}

/** Which interfaces' addresses are known to be all listed. */
function coverage(state: HostState, family: 4 | 6): (dev: string) => boolean {
  if (state.gaps.some(({ part }) => part === 'addresses')) return () => false;
  const listed = new Set(state.addressesListed?.[family]);
  return (dev) => listed.has('*') || listed.has(dev);
}

/** Connected routes name the address that made them: enough where an interface's addresses were not listed. */
function addressesFromRoutes(state: HostState, covered: (dev: string) => boolean): Address[] {
  const listed = new Set(state.addresses?.map(({ dev, local }) => `${dev} ${local}`));
  const found: Address[] = [];
  for (const route of state.routes[4] ?? []) {
    const dev = route.nextHops[0]?.dev;
    const connected = route.protocol === 'kernel' && route.scope === 'link' && route.type === 'unicast';
    if (!connected || dev === undefined || route.prefsrc === undefined) continue;
    if (covered(dev) || listed.has(`${dev} ${route.prefsrc}`)) continue;
    const prefixLength = parsePrefix(route.destination, 4)?.length ?? 32;
    found.push({ dev, family: 4, local: route.prefsrc, prefixLength, scope: 'global', flags: [] });
  }
  if (found.length === 0 || covered('lo') || listed.has('lo 127.0.0.1')) return found;
  return [{ dev: 'lo', family: 4, local: '127.0.0.1', prefixLength: 8, scope: 'host', flags: [] }, ...found];
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
  if (state.links) return state.links.map((link) => link.name);
  const names = new Set(addresses.map((address) => address.dev));
  for (const family of [4, 6] as const) {
    for (const route of state.routes[family] ?? []) {
      for (const hop of route.nextHops) if (hop.dev !== undefined) names.add(hop.dev);
    }
  }
  return [...names];
}

/** Interfaces whose connected route shows that they have an address, and not which: a paste hides it. */
function hiddenAddresses(state: HostState, known: (dev: string) => boolean): Set<string> {
  const hidden = new Set<string>();
  for (const { protocol, scope, type, prefsrc, nextHops } of state.routes[4] ?? []) {
    const dev = nextHops[0]?.dev;
    const connected = protocol === 'kernel' && scope === 'link' && type === 'unicast';
    if (connected && prefsrc === undefined && dev !== undefined && !known(dev)) hidden.add(dev);
  }
  return hidden;
}

/** Compiles links and addresses. */
export function compileDevices(state: HostState): Devices {
  const covered = { 4: coverage(state, 4), 6: coverage(state, 6) };
  const listed = state.addresses ?? [];
  const guessed = addressesFromRoutes(state, covered[4]);
  const guessedOn = new Set(guessed.map(({ dev }) => dev));
  const shown = listed.filter(({ family, dev }) => family === 4 && !covered[4](dev));
  const shownOn = new Set(shown.map(({ dev }) => dev));
  const hidden = hiddenAddresses(state, (dev) => covered[4](dev) || guessedOn.has(dev) || shownOn.has(dev));
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
  const names = linkNames(state, [...listed, ...guessed]);
  const addresses = (family: 4 | 6, dev: string): readonly DeviceAddress[] => {
    const known = covered[family](dev) || (family === 4 && (guessedOn.has(dev) || shownOn.has(dev)));
    const key = `${family} ${dev}`;
    if (!known || unreadable.has(key))
      throw new NotKnown(`the IPv${family} addresses of ${dev} were not collected`);
    return byDevice.get(key) ?? [];
  };
  const complete = (family: 4 | 6) =>
    covered[family]('*') || (state.links !== undefined && names.every(covered[family]));
  return {
    complete,
    names,
    link: (name) => links.get(name),
    mustExist(name) {
      if (state.links && !links.has(name)) throw new NotKnown(`the host has no interface ${name}`);
    },
    isUp: (name) => links.get(name)?.flags.includes('UP') ?? true,
    groupOf(name) {
      const group = links.get(name)?.group;
      return group === undefined ? undefined : groupName(group);
    },
    hasVrf: state.links?.some(({ kind }) => kind === 'vrf') ?? false,
    vrfOf(name) {
      const link = links.get(name);
      const vrf = link?.kind === 'vrf' ? link : links.get(link?.master ?? '');
      if (vrf?.kind !== 'vrf') return undefined;
      if (vrf.vrfTable === undefined) throw new NotKnown(`the table of VRF ${vrf.name} was not collected`);
      return { dev: vrf.name, table: vrf.vrfTable };
    },
    addresses,
    isHidden: (dev) => hidden.has(dev),
    owns: (family, value) => owners[family].has(value),
    ownerOf: (family, value) => owners[family].get(value),
    isShared: (family, value) => shared[family].has(value),
    assumed: [
      ...assumption('addresses as the connected routes name them', guessed),
      ...assumption('no other addresses than were shown', shown),
      ...(hidden.size > 0 ? [`that nobody asks for the hidden address of ${[...hidden].join(', ')}`] : []),
    ],
  };
}

function assumption(what: string, addresses: readonly Address[]): string[] {
  if (addresses.length === 0) return [];
  return [`${what} (${addresses.map(({ local, dev }) => `${local} on ${dev}`).join(', ')})`];
}
