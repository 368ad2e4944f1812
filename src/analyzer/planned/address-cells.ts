import {
  type AddressValue,
  addressesOf,
  formatPrefix,
  formatValue,
  type HostState,
  type ParsedPrefix,
  parsePrefix,
  prefixContains,
  type Route,
  type Rule,
  TABLE,
} from '../model/index.ts';

/** An address that stands for all of a network that no longer prefix takes out of it. */
export type Cell = {
  family: 4 | 6;
  address: string;
  network: string;
  /** A route or rule is about that network which the change brings or takes. */
  changed: boolean;
};

/** Addresses that nobody beyond a link can have (RFC 6890): this network, loopback, link-local of IPv6, multicast and reserved. */
const NOBODYS = {
  4: ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3'],
  6: ['::/8', 'fe80::/10', 'ff00::/8'],
} as const;

/**
 * One address of each part into which the prefixes of all routes and rules, before and after, divide the addresses: no lookup tells two
 * addresses of the same part apart. What no prefix holds is not among them.
 */
export function cellsOf(before: HostState, after: HostState): Cell[] {
  return ([4, 6] as const).flatMap((family) => {
    const were = entriesOf(before, family);
    const become = entriesOf(after, family);
    const changed = new Set(
      [...onlyIn(become, were), ...onlyIn(were, become)].flatMap(({ prefixes }) =>
        prefixes.map(formatPrefix),
      ),
    );
    const own = [before, after].flatMap((state) =>
      addressesOf(state).flatMap(({ local }) => parsePrefix(local, family) ?? []),
    );
    const nobodys = NOBODYS[family].flatMap((text) => parsePrefix(text, family) ?? []);
    const taken = [...own, ...nobodys];
    const named = new Map(
      [...were, ...become].flatMap(({ prefixes }) => prefixes).map((one) => [formatPrefix(one), one]),
    );
    const ordered = [
      ...new Map([...named, ...taken.map((one) => [formatPrefix(one), one] as const)]).values(),
    ];
    ordered.sort((one, other) => compare(one.first, other.first) || one.length - other.length);
    return ordered.flatMap((prefix, at) => {
      const network = formatPrefix(prefix);
      if (taken.some((one) => prefixContains(one, prefix))) return [];
      return freeIn(prefix, ordered, at + 1).map((address) => ({
        family,
        address,
        network,
        changed: changed.has(network),
      }));
    });
  });
}

type Entry = { text: string; prefixes: ParsedPrefix[] };

function entriesOf(state: HostState, family: 4 | 6): Entry[] {
  const entry = (of: Route | Rule, texts: readonly (string | undefined)[]): Entry => ({
    text: JSON.stringify(of),
    // What has no length leads everywhere.
    prefixes: texts.flatMap((text) => {
      const prefix = text === undefined ? undefined : parsePrefix(text, family);
      return prefix && prefix.length > 0 ? [prefix] : [];
    }),
  });
  return [
    ...(state.routes[family] ?? []).flatMap((route) =>
      route.table === TABLE.local ? [] : [entry(route, [route.destination, route.source])],
    ),
    ...(state.rules[family] ?? []).map((rule) => entry(rule, [rule.to, rule.from])),
  ];
}

function onlyIn(entries: readonly Entry[], others: readonly Entry[]): Entry[] {
  const known = new Set(others.map(({ text }) => text));
  return entries.filter(({ text }) => !known.has(text));
}

/** The first address of a prefix that none of the longer ones behind it in the order holds; both of one that has but two. */
function freeIn(prefix: ParsedPrefix, ordered: readonly ParsedPrefix[], next: number): string[] {
  const { family, first, last, length } = prefix;
  const full = family === 4 ? 32 : 128;
  const start = length >= full - 1 ? first : plus(first, 1);
  const found: string[] = [];
  let at = next;
  let free = start;
  while (free <= last && found.length < (length === full - 1 ? 2 : 1)) {
    const inner = ordered[at];
    if (inner === undefined || inner.first > free) {
      found.push(formatValue(family, free));
      free = plus(free, 1);
    } else {
      if (inner.last >= free) free = plus(inner.last, 1);
      at += 1;
    }
  }
  return found;
}

function plus(value: AddressValue, step: number): AddressValue {
  return typeof value === 'bigint' ? value + BigInt(step) : value + step;
}

function compare(one: AddressValue, other: AddressValue): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
