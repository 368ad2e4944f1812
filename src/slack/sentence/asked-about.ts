import type { HostNames } from './host-names.ts';
import type { Mentioned, Party, Targets } from './targets.ts';

/** What is asked about: interfaces with the party that has them, and the parties that may be targets. */
export type Asked = { mentions: readonly Mentioned[]; hosts: readonly Party[]; addresses: readonly Party[] };

/** Leaves out who sends, and what is said to work. */
export function askedAbout(
  { parties, mentioned }: Targets,
  senders: readonly Party[],
  mutual: boolean,
): Asked {
  const others = parties.filter((party) => !senders.includes(party));
  const named = others.filter(({ address }) => address === undefined);
  const ill = named.filter(
    ({ state, role }) =>
      (state !== 'fine' && state !== 'not-meant') || (role === 'target' && state === 'fine'),
  );
  const meant = mentioned.filter(({ state }) => state === 'bad' || state === 'unsaid');
  const isAnyBad = mentioned.some(({ state }) => state === 'bad');
  // Where nothing is said to fail, nothing is left out for being said to work.
  const isLeftOpen = ({ state, of }: Mentioned) =>
    state === 'fine' && meant.every((other) => other.of === undefined || !other.firm || other.of === of);
  const counted = isAnyBad ? meant : mentioned.filter((each) => meant.includes(each) || isLeftOpen(each));
  const loose = mutual ? counted.map((mention) => ({ ...mention, firm: false })) : counted;
  const mentions = loose.filter(({ of, firm }) => !(firm && of && senders.includes(of)));
  return {
    mentions,
    hosts: ill.length > 0 ? ill : named,
    addresses: illFirst(others.filter(({ address }) => address !== undefined)),
  };
}

/** Those that fail, where others are said to work. */
function illFirst(parties: readonly Party[]): readonly Party[] {
  const ill = parties.filter(({ state }) => state !== 'fine');
  return ill.length > 0 ? ill : parties;
}

/** An interface on a host, and the address of it that was named. */
export type Pair = { host: string; name: string; address?: string; sure: boolean };

/** Interfaces on hosts that may be meant, best first. */
export function pairsOf({ mentions, hosts, addresses }: Asked, names: HostNames): Pair[] {
  const pairs: Pair[] = [];
  for (const { of, firm, namesOn, sure } of mentions) {
    const owners =
      firm && of
        ? [of, ...joinedWith(of, hosts, mentions)]
        : of &&
            hosts.includes(of) &&
            hosts.length > 1 &&
            !hosts.some((each) => each !== of && each.role === 'target')
          ? [of]
          : hosts;
    for (const owner of owners) {
      for (const host of owner.hosts) {
        for (const name of namesOn(host))
          pairs.push({ host, name, sure: sure && owner.sure && owner.hosts.length === 1 });
      }
    }
  }
  if (addresses.length === 0) return pairs;
  return withAddresses(pairs, hosts, addresses, names, mentions.length > 0);
}

/** "eth1 is broken on server-b and server-c": another host that has no interface of its own. */
function joinedWith(of: Party, hosts: readonly Party[], mentions: readonly Mentioned[]): Party[] {
  return hosts.filter((each) => of.joined.includes(each) && !mentions.some((mention) => mention.of === each));
}

/** An address says by itself whose it is, where that was seen; else it belongs to what is named beside it. */
function withAddresses(
  pairs: readonly Pair[],
  hosts: readonly Party[],
  addresses: readonly Party[],
  names: HostNames,
  named: boolean,
): Pair[] {
  const asked = addresses.flatMap(({ address }) => address ?? []);
  const held = asked.flatMap((address) =>
    names.holders(address).map(({ host, interface: name }) => ({ host, name, address, sure: true })),
  );
  const among = new Set(hosts.flatMap((party) => party.hosts));
  const fitting = held.filter(({ host }) => among.size === 0 || among.has(host));
  if (!named) {
    if (fitting.length > 0)
      return fitting.map((pair) => ({
        ...pair,
        sure: fitting.length === 1 && hosts.every(({ sure }) => sure),
      }));
    return [];
  }
  if (pairs.length === 0) return fitting;
  const [address] = asked;
  return pairs.map((pair) => {
    const own = held.find(({ host, name }) => host === pair.host && name === pair.name);
    const elsewhere = held.length > 0 && !own;
    return {
      ...pair,
      ...(address === undefined ? {} : { address: own?.address ?? address }),
      sure: pair.sure && !elsewhere && asked.length === 1,
    };
  });
}
