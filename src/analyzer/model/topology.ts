import { z } from 'zod';

/** One next hop: its interface, and the gateway where there is one; empty where it is not known which. */
const Hop = z.object({ device: z.string(), gateway: z.string().optional() });

/** How the answer leaves the host. */
export const ReplyWay = z.discriminatedUnion('kind', [
  /** By one next hop, or by one of several that a hash over the flow chooses. `seen`: answers were seen leaving there. */
  z.object({ kind: z.literal('by'), hops: z.array(Hop), seen: z.boolean() }),
  /** No route leads to the sender, or one refuses. */
  z.object({ kind: z.literal('none') }),
  /** What was shown does not tell. */
  z.object({ kind: z.literal('open') }),
]);
export type ReplyWay = z.infer<typeof ReplyWay>;

/** An interface with the addresses that matter first. */
const TopologyInterface = z.object({
  name: z.string(),
  addresses: z.array(z.object({ address: z.string(), prefixLength: z.number() })),
  /** How many addresses it has beside those. */
  moreAddresses: z.number().optional(),
  state: z.enum(['down', 'no-carrier']).optional(),
  vrf: z.string().optional(),
});
export type TopologyInterface = z.infer<typeof TopologyInterface>;

/** The part of the network that the flow passes: what a picture of the round trip shows. */
export const Topology = z.object({
  /** Those that the flow concerns first; never more than a picture can show. */
  interfaces: z.array(TopologyInterface),
  /** How many the host has beside those. */
  moreInterfaces: z.number(),
  /** Where the sender is, seen from the interface of the requests. */
  sender: z.enum(['on-link', 'beyond-router', 'not-known']),
  /** The router that brought the requests, where it is known. */
  router: z.string().optional(),
  /** Requests that were seen coming in, in packets; absent where none were seen. */
  requestsSeen: z.number().optional(),
  reply: ReplyWay,
  /** Where the destination is translated to: a container, say. The address is empty where only that is known. */
  translatedTo: z.object({ address: z.string(), port: z.number().optional() }).optional(),
});
export type Topology = z.infer<typeof Topology>;
