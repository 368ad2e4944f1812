import { z } from 'zod';
import { isHostName } from './names.ts';

/** Hosts that an inventory program lists, without the variables that nobody here needs: they may be secret. */
export const ListedHosts = z.object({
  schema: z.literal('roundtrip.inventory/1'),
  hosts: z.record(
    z.string().refine(isHostName),
    z.object({
      /** ssh aliases, where the inventory says how it is reached. */
      via: z.array(z.string().refine(isHostName)).min(1).optional(),
      apply: z.boolean(),
      /** The group that the host itself names. */
      group: z.string().optional(),
      /** Every group that it is in, also by way of other groups. */
      groups: z.array(z.string()),
    }),
  ),
  /** Groups with all that stand above them. */
  above: z.record(z.string(), z.array(z.string())),
  leftOut: z.array(z.object({ name: z.string(), because: z.string() })),
});
export type ListedHosts = z.infer<typeof ListedHosts>;

const Group = z.looseObject({
  hosts: z.array(z.string()).default([]),
  children: z.array(z.string()).default([]),
});
type Group = z.infer<typeof Group>;

const Variables = z.looseObject({
  ansible_host: z.unknown().optional(),
  roundtrip_group: z.string().min(1).optional(),
  roundtrip_via: z.array(z.string()).optional(),
  roundtrip_apply: z.boolean().optional(),
});

/** What Ansible's `--list` prints: groups by name, and `_meta` with each host's variables. */
const Listing = z.looseObject({
  _meta: z.looseObject({ hostvars: z.record(z.string(), z.unknown()).default({}) }).optional(),
});

/** More hosts than this are a mistake. */
const MOST_HOSTS = 50_000;

/** Groups that say nothing of a host. */
const OF_ALL = new Set(['all', 'ungrouped']);

/** Reads the listing. Throws an Error with a clause where it is none. */
export function readAnsibleInventory(text: string): ListedHosts {
  const listing = Listing.safeParse(parseJson(text));
  if (!listing.success)
    throw new Error('printed no inventory: it must be a JSON object, as Ansible lists it');
  const { _meta, ...rest } = listing.data;
  const groups = new Map(Object.entries(rest).map(([name, value]) => [name, readGroup(name, value)]));
  const hostvars = new Map(Object.entries(_meta?.hostvars ?? {}));
  const names = new Set([...hostvars.keys(), ...[...groups.values()].flatMap(({ hosts }) => hosts)]);
  if (names.size > MOST_HOSTS) throw new Error(`lists ${names.size} hosts, which is too many`);

  const above = ancestorsOf(groups);
  const memberships = membershipsOf(groups, above);
  const hosts: Record<string, ListedHosts['hosts'][string]> = {};
  const leftOut: ListedHosts['leftOut'] = [];
  for (const name of names) {
    const entry = readHost(name, hostvars.get(name), [...(memberships.get(name) ?? [])].sort());
    if ('because' in entry) leftOut.push({ name: name.slice(0, 80), because: entry.because });
    else hosts[name] = entry;
  }
  return {
    schema: 'roundtrip.inventory/1',
    hosts,
    above: Object.fromEntries([...above].map(([group, all]) => [group, [...all].sort()])),
    leftOut,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A group may also be written as the list of its hosts. */
function readGroup(name: string, value: unknown): Group {
  const group = Group.safeParse(Array.isArray(value) ? { hosts: value } : value);
  if (group.success) return group.data;
  throw new Error(`printed no inventory: the group ${name.slice(0, 80)} is none`);
}

function readHost(
  name: string,
  variables: unknown,
  groups: string[],
): ListedHosts['hosts'][string] | { because: string } {
  if (!isHostName(name)) return { because: 'that cannot be the name of a host' };
  const read = Variables.safeParse(variables ?? {});
  if (!read.success) return { because: 'its variables for Roundtrip cannot be read' };
  const { ansible_host: address, roundtrip_group: group, roundtrip_via, roundtrip_apply } = read.data;
  const via = roundtrip_via ?? (address === undefined ? undefined : [address]);
  if (via !== undefined && !isAliases(via)) return { because: 'what it is reached by is no ssh alias' };
  return {
    ...(via === undefined ? {} : { via }),
    apply: roundtrip_apply ?? true,
    ...(group === undefined ? {} : { group }),
    groups,
  };
}

function isAliases(value: readonly unknown[]): value is string[] {
  return value.length > 0 && value.every((each) => typeof each === 'string' && isHostName(each));
}

/** For each group, the groups that it stands under, however far up; a circle ends where it began. */
function ancestorsOf(groups: ReadonlyMap<string, Group>): Map<string, Set<string>> {
  const parents = new Map<string, string[]>();
  for (const [name, { children }] of groups)
    for (const child of children) parents.set(child, [...(parents.get(child) ?? []), name]);
  const above = new Map<string, Set<string>>();
  for (const name of groups.keys()) {
    const found = new Set<string>();
    const waiting = [...(parents.get(name) ?? [])];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      waiting.push(...(parents.get(next) ?? []));
    }
    above.set(name, found);
  }
  return above;
}

function membershipsOf(
  groups: ReadonlyMap<string, Group>,
  above: ReadonlyMap<string, ReadonlySet<string>>,
): Map<string, Set<string>> {
  const memberships = new Map<string, Set<string>>();
  for (const [group, { hosts }] of groups) {
    for (const host of hosts) {
      const those = memberships.get(host) ?? new Set();
      for (const each of [group, ...(above.get(group) ?? [])]) if (!OF_ALL.has(each)) those.add(each);
      memberships.set(host, those);
    }
  }
  return memberships;
}
