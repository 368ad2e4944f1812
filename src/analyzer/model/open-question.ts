import { z } from 'zod';
import { Family } from './family.ts';
import { FILTER_PATHS } from './ruleset.ts';

/** What no listing tells. */
const UNTOLD = [
  /** Which of several next hops a flow hash takes. */
  'flow-hash',
  /** Which of the interfaces that have an address the kernel finds first. */
  'first-owner',
  /** Whether a rule that names a VRF means its device alone: it depends on the kernel. */
  'vrf-rule',
  /** Whether a match or target of a filter rule holds: limits, payload, what happened before. */
  'filter-rule',
  /** Whether the kernel was built to prefer home addresses (mobile IPv6). */
  'home-addresses',
  /** Which source address a next hop object remembers. */
  'object-source',
  /** Which of the IPv6 routes that share a next hop object the kernel has cached for it. */
  'shared-next-hop',
  /** Whether a gateway was within this host when its route was added. */
  'own-gateway',
  /** Whether a prefix that has source-specific routes alone once had another (IPv6). */
  'deleted-route',
  /** Which multicast groups are joined. */
  'joined-groups',
  /** Which interface the kernel asks first for IPv6 multicast. */
  'multicast-interface',
  /** Whether this kernel makes the network address a broadcast: only its release tells. */
  'network-broadcast',
  /** Whether an IPv6 address counts while its interface is down. */
  'address-while-down',
] as const;

/**
 * Something that was not shown and that an answer hangs on. One question has one key, however many things hang on it.
 */
export const OpenQuestion = z.discriminatedUnion('about', [
  /** The policy rules of a family, or what stands where the listing was cut. */
  z.object({ about: z.literal('rules'), family: Family }),
  /** The routes of one table. */
  z.object({ about: z.literal('routes'), family: Family, table: z.string() }),
  /** The addresses of an interface. */
  z.object({ about: z.literal('addresses'), family: Family, device: z.string() }),
  /** An interface's own state: flags, kind, master, group. */
  z.object({ about: z.literal('link'), device: z.string() }),
  /** The VRF that an interface belongs to, or a VRF's table. */
  z.object({ about: z.literal('vrf'), device: z.string() }),
  /** Kernel settings, by their keys as in `HostState.sysctls`. */
  z.object({ about: z.literal('sysctl'), keys: z.array(z.string()) }),
  /** What the packet filter does at a hook. */
  z.object({
    about: z.literal('filter'),
    hook: z.enum(FILTER_PATHS),
  }),
  /** Programs that can drop in front of or behind the packet filter: XDP, tc, TCX, bridge and arp families. */
  z.object({ about: z.literal('hook-programs'), device: z.string() }),
  /** How many packets an interface received, in front of any program, while somebody sent. */
  z.object({ about: z.literal('received'), device: z.string() }),
  /** IPsec policies. */
  z.object({ about: z.literal('ipsec') }),
  /** Whether the request arrives, and where: no capture that would have shown it covered it. */
  z.object({ about: z.literal('arrival'), device: z.string() }),
  /** Whether an answer leaves, and where. */
  z.object({ about: z.literal('departure'), device: z.string() }),
  /** Whether the answer reaches the sender. */
  z.object({ about: z.literal('return') }),
  /** Whether large packets get through as small ones do. */
  z.object({ about: z.literal('large-packets') }),
  /** Whether, and by whom, ARP or ND for an address is answered. */
  z.object({ about: z.literal('neighbour'), device: z.string(), address: z.string() }),
  /** Who listens on a port. */
  z.object({ about: z.literal('sockets'), protocol: z.enum(['tcp', 'udp']), port: z.number().optional() }),
  /** Counters of the kernel, before and after. */
  z.object({ about: z.literal('counters') }),
  /** The sender's side: its routes, filter, neighbours, what it captured. */
  z.object({ about: z.literal('sender') }),
  /** The address of the sender; `network`: that of the interface, whose hosts meet another fate than those beyond a router. */
  z.object({ about: z.literal('who-asks'), network: z.string().optional() }),
  /** Words of a listing that were not understood. */
  z.object({ about: z.literal('not-understood'), part: z.string(), text: z.string() }),
  /** What no listing tells; `subject`: what hangs on it, as a rule's preference or an address. */
  z.object({ about: z.literal('untold'), what: z.enum(UNTOLD), subject: z.string().optional() }),
]);
export type OpenQuestion = z.infer<typeof OpenQuestion>;

/** The key of a question: equal for equal questions, and nothing else. */
export function keyOf(question: OpenQuestion): string {
  // Every key begins with what the question is about.
  return Object.values(question).join(':');
}
