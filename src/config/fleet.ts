import { findEntry, resolveHost } from './inventory.ts';
import type { Config } from './schema.ts';

/** Hosts that words stand for, and the patterns among them that name nobody. */
type NamedHosts = { hosts: readonly string[]; patterns: readonly string[] };

/** Every host of the inventory, as far as it has a name: of a pattern those of `known` that it fits. */
export function allHosts(config: Pick<Config, 'hosts'>, known: readonly string[]): NamedHosts {
  return hostsWhere(config, known, () => true);
}

/**
 * The hosts that words name: each a host, or else a group of hosts. Throws `host-unknown` or `host-name-invalid` (exit status 2) for
 * what is neither.
 */
export function hostsNamed(
  config: Pick<Config, 'hosts'>,
  words: readonly string[],
  known: readonly string[],
): NamedHosts {
  const found = words.map((word): NamedHosts => {
    const isGroup = Object.values(config.hosts).some(({ group }) => group === word);
    const isListed = Object.hasOwn(config.hosts, word);
    if (isGroup && !isListed) return hostsWhere(config, known, (group) => group === word);
    return { hosts: [resolveHost(config, word).name], patterns: [] };
  });
  return {
    hosts: distinct(found.flatMap(({ hosts }) => hosts)),
    patterns: distinct(found.flatMap(({ patterns }) => patterns)),
  };
}

function hostsWhere(
  { hosts }: Pick<Config, 'hosts'>,
  known: readonly string[],
  fits: (group: string | undefined) => boolean,
): NamedHosts {
  const keys = Object.keys(hosts).filter((key) => fits(hosts[key]?.group));
  const byPattern = known.filter((name) => {
    const entry = Object.hasOwn(hosts, name) ? undefined : findEntry(hosts, name);
    return entry !== undefined && fits(entry.group);
  });
  const patterns = keys.filter((key) => key.includes('*'));
  const unnamed = patterns.filter(
    (pattern) => !byPattern.some((name) => findEntry(hosts, name) === hosts[pattern]),
  );
  return {
    hosts: distinct([...keys.filter((key) => !key.includes('*')), ...byPattern]),
    patterns: unnamed,
  };
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
