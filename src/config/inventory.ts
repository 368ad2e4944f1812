import { EXIT, type RoundtripError } from '../errors.ts';
import { failed } from '../texts/failures/index.ts';
import { parseHostName } from './names.ts';
import type { Config } from './schema.ts';

/** A host of the inventory, as one name that somebody typed stands for it. */
export type ResolvedHost = {
  readonly name: string;
  /** ssh aliases to try, in order; never empty. */
  readonly aliases: readonly string[];
  /** Those over which the host is changed: the same, unless another key is used for that. */
  readonly applyAliases: readonly string[];
  /** false: observe only, no remedy is offered. */
  readonly apply: boolean;
  readonly group: string | undefined;
};

/** How many hosts a message lists before it only counts the rest. */
const LISTED = 20;

/**
 * The inventory's entry for a name: an exact key first, then the longest pattern that matches (the earlier one in
 * the file where two are equally long). Throws `host-name-invalid` or `host-unknown` (exit status 2).
 */
export function resolveHost(config: Pick<Config, 'hosts'>, text: string): ResolvedHost {
  const name = parseHostName(text);
  const entry = findEntry(config.hosts, name);
  if (entry === undefined) throw hostUnknown(config, name);
  const aliases = entry.via ?? [name];
  const applyAliases = entry.applyVia ?? aliases;
  return { name, aliases, applyAliases, apply: entry.apply, group: entry.group };
}

/** The entry that holds for a name: the exact key first, then the longest pattern. */
export function findEntry(hosts: Config['hosts'], name: string): Config['hosts'][string] | undefined {
  if (Object.hasOwn(hosts, name)) return hosts[name];
  const matching = Object.keys(hosts).filter((pattern) => pattern.includes('*') && matches(pattern, name));
  const [longest] = matching.sort((one, other) => other.length - one.length);
  return longest === undefined ? undefined : hosts[longest];
}

/**
 * Walks the pattern without a regular expression's backtracking: each literal part between two stars must come,
 * with at least one allowed character in every star's place.
 */
function matches(pattern: string, name: string): boolean {
  let reachable = new Set([0]);
  for (const symbol of pattern) {
    const next = new Set<number>();
    for (const at of reachable) {
      if (symbol !== '*') {
        if (name[at] === symbol) next.add(at + 1);
        continue;
      }
      for (let end = at; end < name.length && /[A-Za-z0-9_-]/.test(name.charAt(end)); end += 1)
        next.add(end + 1);
    }
    reachable = next;
  }
  return reachable.has(name.length);
}

function hostUnknown(config: Pick<Config, 'hosts'>, name: string): RoundtripError {
  const known = Object.keys(config.hosts);
  const listed = known.slice(0, LISTED);
  const more = known.length - listed.length;
  return failed('host-unknown', { host: name, known: listed, more }, { exitStatus: EXIT.usage });
}
