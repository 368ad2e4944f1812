import { z } from 'zod';

/** What travels: ICMP echo, or the first packet of a TCP or UDP conversation. */
export const Protocol = z.enum(['icmp', 'tcp', 'udp']);
export type Protocol = z.infer<typeof Protocol>;

/** A host's own ping: bound to one of its interfaces or addresses, or sent as its routes say. */
export const OwnPing = z.object({
  /** Bound to the interface (`-I eth1`), so that the routes by others do not count. */
  byDevice: z.boolean(),
  /** Bound to nothing: it leaves where the routes lead, so the way back to its target is its own way out. */
  unbound: z.literal(true).optional(),
  /** The host itself found that nobody has the address on the link. */
  unreachable: z.literal(true).optional(),
});
export type OwnPing = z.infer<typeof OwnPing>;

/** The round trip that is asked about, seen from the host that should answer. */
export const Flow = z.object({
  /** The sender's address as the host sees it; absent = not known yet. */
  from: z.string().optional(),
  /** The host's own address that is asked; empty where nothing shows it (masked, say). */
  to: z.string(),
  /** The interface that the request should arrive on; empty where nothing shows it. */
  interface: z.string(),
  protocol: Protocol,
  /** Destination port of TCP and UDP. */
  port: z.number().optional(),
  /** What comes from `from` are the replies to a ping of the host's own. */
  own: OwnPing.optional(),
});
export type Flow = z.infer<typeof Flow>;

/** Stands where a sender's address or name would, for one that nobody knows: any sender beyond the router. */
export const ANY_SENDER = '*';
