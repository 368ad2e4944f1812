import { z } from 'zod';
import { Family } from './family.ts';

/**
 * How far one listing reaches: it shows every entry that fits all of these. `{}` is every entry of the part,
 * `{ family: 4, table: '101' }` what `ip route show table 101` lists, `{ device: 'eth1' }` what `ip addr show eth1` lists.
 */
export const Scope = z.object({
  family: Family.optional(),
  device: z.string().optional(),
  /** Routing table as in `Route.table`; of rules, the one that they lead to. */
  table: z.string().optional(),
  /** Kind of link (`ip link show type vrf`), as in `Link.kind`. */
  kind: z.string().optional(),
  /** Master of a link (`ip link show master br0`). */
  master: z.string().optional(),
  /** Transport protocol of sockets. */
  protocol: z.enum(['tcp', 'udp']).optional(),
  /** Port of sockets. */
  port: z.number().optional(),
  /** Packet filter: `nft`, `iptables` (IPv4) or `ip6tables`; of hooks, how a program is attached: `xdp`, `tc`, `tcx`. Its table stands in `table` as listed (`inet filter`, `nat`). */
  program: z.string().optional(),
  /** One chain of a packet filter's table; of hooks, `ingress` or `egress`. */
  chain: z.string().optional(),
  /**
   * What is asked for (`ip neigh show 10.0.0.1`); of routes, all that match this address or prefix (`ip route show to match
   * 10.0.0.1`, and `default`, which nothing but itself matches), in CIDR form.
   */
  destination: z.string().optional(),
  /** Links by their names and states alone (`ip -br addr`, `ifconfig -a`): masters and kinds are not shown. */
  namesOnly: z.literal(true).optional(),
  /** The listing ends where the paste ends: more of it may stand behind. */
  endUnseen: z.literal(true).optional(),
  /** The listing's command was not shown: it may have been narrowed. */
  commandUnseen: z.literal(true).optional(),
});
export type Scope = z.infer<typeof Scope>;

/** The parts of a host's state that are listed, and can be listed in part. */
const COVERED_PARTS = [
  'links',
  'addresses',
  'rules',
  'routes',
  'neighbours',
  'sockets',
  'filters',
  'hooks',
  'ipsec',
  'next-hops',
] as const;
export type CoveredPart = (typeof COVERED_PARTS)[number];

/**
 * What was shown of each part. Absent: nothing was listed. An empty list: entries are known, and more may exist (a listing
 * that was cut, filtered by `grep`, or told in passing). Absence proves something only inside a scope.
 */
export const Coverage = z.partialRecord(z.enum(COVERED_PARTS), z.array(Scope));
export type Coverage = z.infer<typeof Coverage>;

/** Whether everything that fits `asked` was shown: an entry of that kind which is not known does not exist. */
export function covers(coverage: Coverage, part: CoveredPart, asked: Scope = {}): boolean {
  return (coverage[part] ?? []).some((scope) => reaches(scope, asked));
}

/**
 * The same where a listing is taken for whole although it ends with the paste, or its command was not shown: what most
 * likely does not exist. `covers` alone proves.
 */
export function appearsToCover(coverage: Coverage, part: CoveredPart, asked: Scope = {}): boolean {
  return covers(coverage, part, { ...asked, endUnseen: true, commandUnseen: true });
}

/** A scope reaches what is asked where each of its limits is one that the question has as well. */
function reaches(scope: Scope, asked: Scope): boolean {
  return Object.entries(scope).every(([limit, value]) => asked[limit as keyof Scope] === value);
}

/** The coverage with one more listing; a scope that a wider one contains is left out. */
export function withScope(coverage: Coverage, part: CoveredPart, scope: Scope): Coverage {
  const known = coverage[part] ?? [];
  if (known.some((wider) => reaches(wider, scope))) return coverage;
  return { ...coverage, [part]: [...known.filter((narrower) => !reaches(scope, narrower)), scope] };
}
