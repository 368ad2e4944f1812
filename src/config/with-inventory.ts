import type { ListedHosts } from './ansible-inventory.ts';
import { findEntry } from './inventory.ts';
import type { Config } from './schema.ts';

type Listed = ListedHosts['hosts'][string];

/** A host that an inventory lists and that cannot be used, and why. */
export type LeftOut = ListedHosts['leftOut'][number];

/**
 * The configuration with the hosts that an inventory lists. What the file itself says of a name, or of a pattern that it
 * matches, holds: an inventory adds hosts, and changes none.
 */
export function withInventory(config: Config, listed: ListedHosts): { config: Config; leftOut: LeftOut[] } {
  const leftOut = [...listed.leftOut];
  const hosts: Config['hosts'] = {};
  const ruled = new Set([...Object.keys(config.access.groups), ...Object.keys(config.approval.groups)]);
  for (const [name, host] of Object.entries(listed.hosts)) {
    if (Object.hasOwn(config.hosts, name)) continue;
    const pattern = findEntry(config.hosts, name);
    const via = host.via ? { via: host.via } : {};
    if (pattern) {
      hosts[name] = { ...via, ...pattern };
      continue;
    }
    const group = groupOf(host, listed, ruled);
    if (group.kind === 'several')
      leftOut.push({ name, because: `it is in ${group.names.join(' and ')}, which have rules of their own` });
    else
      hosts[name] = { ...via, apply: host.apply, ...(group.name === undefined ? {} : { group: group.name }) };
  }
  return { config: { ...config, hosts: { ...config.hosts, ...hosts } }, leftOut };
}

/**
 * The group whose rules hold: the one that the host names, else the one with rules that stands below all others with rules.
 * Where that is not one, nobody can tell which rules hold.
 */
function groupOf(
  { group, groups }: Listed,
  { above }: ListedHosts,
  ruled: ReadonlySet<string>,
): { kind: 'one'; name: string | undefined } | { kind: 'several'; names: string[] } {
  if (group !== undefined) return { kind: 'one', name: group };
  const names = groups.filter((each) => ruled.has(each));
  if (names.length === 0) return { kind: 'one', name: groups[0] };
  const lowest = names.filter((name) =>
    names.every((other) => other === name || (above[name]?.includes(other) && !above[other]?.includes(name))),
  );
  const [only] = lowest;
  return lowest.length === 1 && only !== undefined ? { kind: 'one', name: only } : { kind: 'several', names };
}
