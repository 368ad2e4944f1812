import { nearestNames } from '../../near-names.ts';
import type { Known, KnownHost, KnownInterface } from './reading.ts';

/** Hosts that a word may stand for, best first; `sure`: it is the name of exactly that one. `typed`: a name that none of them
 * has. */
export type NamedHosts = { hosts: readonly string[]; sure: boolean; typed?: string };

/** Where an address was seen. */
type Holder = { host: string; interface: string };

/** The inventory, asked by what people type. */
export type HostNames = {
  named(word: string): NamedHosts | undefined;
  /** A name typed in parts: "server b", "rack3 node12". */
  namedInParts(parts: readonly string[]): NamedHosts | undefined;
  /** Names that a word may be a slip of. */
  near(word: string): readonly string[];
  /** Names of which the word is a part: "jump" of jump-1. */
  partly(word: string): readonly string[];
  holders(address: string): readonly Holder[];
  interfacesOf(host: string): readonly KnownInterface[];
  /** Hosts on which an interface of that name was seen; a name that any has counts for every word. */
  withInterface(name: string): readonly string[];
};

/** Each word is compared with every name of the inventory: only so many of a sentence are. */
const MOST_COMPARED = 12;

export function createHostNames({ hosts, senders = [] }: Known): HostNames {
  const all = new Set([...hosts.map(({ name }) => name), ...senders]);
  const names = [...all];
  const byName = new Map<string, KnownHost>(hosts.map((host) => [host.name, host]));
  const byLower = groupedBy(names, (name) => name.toLowerCase());
  const byKey = groupedBy(names, keyOf);
  const byLabels = new Map<string, string[]>();
  for (const name of names) {
    const labels = name.toLowerCase().split('.');
    for (let count = 1; count < labels.length; count += 1)
      add(byLabels, labels.slice(0, count).join('.'), name);
  }
  const holders = new Map<string, Holder[]>();
  const carriers = new Map<string, string[]>();
  for (const host of hosts) {
    for (const { name, addresses } of host.interfaces) {
      add(carriers, name, host.name);
      for (const address of addresses) add(holders, canonical(address), { host: host.name, interface: name });
    }
  }

  function named(word: string): NamedHosts | undefined {
    const typed = word.replace(/\.+$/, '');
    if (all.has(typed)) return { hosts: [typed], sure: true };
    const lower = typed.toLowerCase();
    const alike = byLower.get(lower) ?? byLabels.get(lower);
    if (alike) return { hosts: alike, sure: alike.length === 1 };
    // Written otherwise, or the full name of a first label: another host may have exactly that name.
    const first = lower.includes('.') ? lower.slice(0, lower.indexOf('.')) : lower;
    const similar = typed.length < 3 ? undefined : (byKey.get(keyOf(typed)) ?? byLower.get(first));
    return similar && { hosts: similar, sure: false, typed };
  }

  const compared = new Map<string, readonly string[]>();
  function near(word: string): readonly string[] {
    const known = compared.get(word);
    if (known || compared.size >= MOST_COMPARED) return known ?? [];
    const found = nearestNames(word, names);
    compared.set(word, found);
    return found;
  }

  return {
    named,
    namedInParts(parts) {
      const alike = byKey.get(keyOf(parts.join('')));
      return alike && { hosts: alike, sure: alike.length === 1 };
    },
    near,
    partly(word) {
      const lower = word.toLowerCase();
      const parts = (name: string) => name.toLowerCase().split(/[-_.]|(?<=[a-z])(?=\d)/);
      return lower.length < 3 ? [] : names.filter((name) => parts(name).includes(lower));
    },
    holders: (address) => holders.get(canonical(address)) ?? [],
    interfacesOf: (host) => byName.get(host)?.interfaces ?? [],
    withInterface: (name) => carriers.get(name) ?? [],
  };
}

/** What is left of a name without what people leave out or type otherwise. */
function keyOf(name: string): string {
  return name.toLowerCase().replace(/[-_.\s]/g, '');
}

/** One spelling for each IPv6 address (RFC 5952 by way of the URL parser). */
function canonical(address: string): string {
  if (!address.includes(':')) return address;
  try {
    return new URL(`http://[${address}]/`).hostname;
  } catch {
    return address.toLowerCase();
  }
}

function groupedBy(names: readonly string[], key: (name: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) add(groups, key(name), name);
  return groups;
}

function add<Value>(groups: Map<string, Value[]>, key: string, value: Value): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}
