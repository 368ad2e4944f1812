import type { Configuration } from '../kernel/configuration.ts';
import { generate } from '../kernel/generate.ts';
import { type Random, seededRandom } from '../kernel/random.ts';

/** Virtual routers by name, with the tables that they own: tables that other rules look up too. */
const VRFS = [
  ['v0', '100'],
  ['v1', '300'],
] as const;
const DEVICES = ['d0', 'd1', 'd2', 'd3'];
const SEED_OFFSET = 0x5eed;

/** A device that has no wire: another kind in place of a veth pair or bridge. */
function otherKind(random: Random, name: string): string {
  return random.pick([
    `link add ${name} type dummy`,
    `link add ${name} type dummy`,
    `link add ${name} type wireguard`,
    `tuntap add dev ${name} mode tun`,
  ]);
}

function withOtherKinds(random: Random, links: readonly string[]): string[] {
  return links.map((line) => {
    const name = /^link add (d[23]) /.exec(line)?.[1];
    return name !== undefined && random.chance(0.5) ? otherKind(random, name) : line;
  });
}

/** Interfaces join a VRF before they get addresses, or (seldom) afterwards, or leave it again. */
function enslaving(random: Random, vrfs: readonly string[]): { links: string[]; late: string[] } {
  const links: string[] = [];
  const late: string[] = [];
  for (const name of DEVICES) {
    if (!random.chance(0.5)) continue;
    const lines = random.chance(0.2) ? late : links;
    lines.push(`link set ${name} master ${random.pick(vrfs)}`);
    if (random.chance(0.05)) late.push(`link set ${name} nomaster`);
  }
  return { links, late };
}

function vrfAddresses(random: Random, vrfs: readonly string[], pool: readonly string[]): string[] {
  return vrfs.filter(() => random.chance(0.5)).map((name) => `address add ${random.pick(pool)} dev ${name}`);
}

function vrfRules(random: Random, vrfs: readonly string[], to: string): string[] {
  const name = random.pick(vrfs);
  return [
    ...(random.chance(0.15) ? ['rule del pref 1000'] : []),
    ...(random.chance(0.15) ? [`rule add pref ${random.pick([6, 26, 200])} l3mdev`] : []),
    ...(random.chance(0.1) ? [`rule add pref 27 from ${to} l3mdev`] : []),
    ...(random.chance(0.08) ? [`rule add not pref 31 to ${to} l3mdev`] : []),
    ...(random.chance(0.05) ? ['rule add pref 2000 l3mdev unreachable'] : []),
    ...(random.chance(0.15) ? [`rule add pref 12 iif ${name} lookup ${random.pick(['101', 'main'])}`] : []),
    ...(random.chance(0.15) ? [`rule add pref 13 oif ${name} lookup ${random.pick(['101', 'main'])}`] : []),
    ...(random.chance(0.1) ? [`rule add pref 14 l3mdev suppress_prefixlength ${random.pick([0, 16])}`] : []),
    ...(random.chance(0.15) ? ['rule add pref 32765 lookup local', 'rule del pref 0 lookup local'] : []),
  ];
}

function vrfRoutes(random: Random, vrfs: readonly string[], addresses: readonly string[]): string[] {
  const lines: string[] = [];
  for (const [name, table] of VRFS) {
    if (!vrfs.includes(name)) continue;
    if (random.chance(0.3)) lines.push(`route add unreachable default metric 4278198272 table ${table}`);
    // A route out of the VRF, and one of the main table into it.
    if (random.chance(0.3))
      lines.push(`route add ${random.pick(addresses)} dev ${random.pick(DEVICES)} table ${table}`);
    if (random.chance(0.3)) lines.push(`route add ${random.pick(addresses)} dev ${name}`);
  }
  return lines;
}

/** Questions about the VRFs themselves, in place of some about their members. */
function vrfQueries(random: Random, vrfs: readonly string[], queries: readonly string[]): string[] {
  return queries.map((query) => {
    if (!random.chance(0.2)) return query;
    const name = random.pick(vrfs);
    if (/ [io]if /.test(query)) return query.replace(/ ([io]if) \S+/, ` $1 ${name}`);
    return `${query} oif ${name}`;
  });
}

const POOL = {
  4: ['10.0.0.5/32', '10.1.1.9/32', '127.0.0.1/8', '10.0.2.1/24'],
  6: ['fd00:0:0:1::5/128', 'fd00:0:0:2::9/64', '::1/128'],
};
const TARGETS = {
  4: ['10.0.3.0/24', '10.1.0.0/16', '10.0.0.9/32'],
  6: ['fd00:0:0:3::/64', 'fd00:0:0:1::9/128'],
};

/** The n-th random host of a seed with what other kernels have besides: VRFs, and devices of other kinds. */
export function generateMore(seed: number, queryCount: number): Configuration {
  const plain = generate(seed, queryCount);
  const random = seededRandom(seed + SEED_OFFSET);
  const links = withOtherKinds(random, plain.links);
  if (random.chance(0.25)) return { ...plain, links };
  const vrfs = VRFS.slice(0, 1 + random.below(2)).map(([name]) => name);
  for (const [name, table] of VRFS) {
    if (!vrfs.includes(name)) continue;
    links.push(`link add ${name} type vrf table ${table}`);
    if (random.chance(0.92)) links.push(`link set ${name} up`);
  }
  const members = enslaving(random, vrfs);
  const settings = [...vrfs, 'all'].map((name) => `ipv4/conf/${name}/rp_filter ${random.below(3)}`);
  const family = (which: 4 | 6, setup: readonly string[]) => [
    ...vrfAddresses(random, vrfs, POOL[which]),
    ...setup,
    ...vrfRoutes(random, vrfs, TARGETS[which]),
    ...vrfRules(random, vrfs, random.pick(TARGETS[which])),
  ];
  return {
    links: [...links, ...members.links],
    sysctls: [...plain.sysctls, ...settings.filter(() => random.chance(0.5))],
    setup4: family(4, plain.setup4),
    setup6: family(6, plain.setup6),
    late: [...members.late, ...plain.late],
    queries: vrfQueries(random, vrfs, plain.queries),
  };
}
