import { findEntry, resolveHost } from './inventory.ts';
import type { Config } from './schema.ts';
import { knownToSsh } from './ssh-host-names.ts';

type Fleet = Pick<Config, 'hosts' | 'ssh'>;

/** Hosts that words stand for, and the patterns among them that name nobody. */
type NamedHosts = { hosts: readonly string[]; patterns: readonly string[] };

/** Every host of the inventory, as far as it has a name: of a pattern those that the OpenSSH client's configuration names. */
export function allHosts(config: Fleet): NamedHosts {
  return hostsWhere(config, () => true);
}

/**
 * The hosts that words name: each a host, or else a group of hosts. Throws `host-unknown` or `host-name-invalid` (exit status 2) for
 * what is neither.
 */
export function hostsNamed(config: Fleet, words: readonly string[]): NamedHosts {
  const found = words.map((word): NamedHosts => {
    const isGroup = Object.values(config.hosts).some(({ group }) => group === word);
    const isListed = Object.hasOwn(config.hosts, word);
    if (isGroup && !isListed) return hostsWhere(config, (group) => group === word);
    return { hosts: [resolveHost(config, word).name], patterns: [] };
  });
  return {
    hosts: distinct(found.flatMap(({ hosts }) => hosts)),
    patterns: distinct(found.flatMap(({ patterns }) => patterns)),
  };
}

function hostsWhere({ hosts, ssh }: Fleet, fits: (group: string | undefined) => boolean): NamedHosts {
  const keys = Object.keys(hosts).filter((key) => fits(hosts[key]?.group));
  const byPattern = knownToSsh(ssh.config).filter((name) => {
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
