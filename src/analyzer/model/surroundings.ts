import { z } from 'zod';
import { Family } from './family.ts';

/** A program or filter that can drop or move packets beside the packet filter: XDP, tc (clsact), TCX, netkit. */
export const HookProgram = z.object({
  device: z.string(),
  /** Where it sits: `xdp` before everything, `ingress` behind the capture, `egress` before it leaves (and before the capture). */
  hook: z.enum(['xdp', 'ingress', 'egress', 'netfilter']),
  via: z.enum(['xdp', 'tc', 'tcx', 'netkit', 'netfilter']),
  /** `bpf`, `flower`, `u32`, `matchall` …, or the mode of XDP. */
  kind: z.string().optional(),
  name: z.string().optional(),
  id: z.number().optional(),
  /** Protocol that it looks at, as printed: `ip`, `ipv6`, `arp`, `all`. */
  protocol: z.string().optional(),
  /** What it matches, as printed; none where that is not told (a program, `matchall`). */
  matches: z.array(z.string()),
  /** What becomes of what matches: `drop`, `pass`, `redirect`, `police` …; absent where only the program knows. */
  action: z.string().optional(),
  /** The device that what matches is redirected to. */
  to: z.string().optional(),
  /** Packets that its action has seen. */
  packets: z.number().optional(),
  /** By how much that rose from one listing to a later one. */
  rose: z.number().optional(),
});
export type HookProgram = z.infer<typeof HookProgram>;

/** A queueing discipline, with what it loses. */
export const Qdisc = z.object({
  device: z.string(),
  kind: z.string(),
  handle: z.string().optional(),
  /** `root`, `ingress`, or a class. */
  parent: z.string().optional(),
  options: z.string().optional(),
  /** netem's loss in percent, and its delay in milliseconds. */
  loss: z.number().optional(),
  delay: z.number().optional(),
  dropped: z.number().optional(),
});
export type Qdisc = z.infer<typeof Qdisc>;

/** A port of a bridge. */
export const BridgePort = z.object({
  device: z.string(),
  master: z.string(),
  /** forwarding, blocking, disabled, learning, listening. */
  state: z.string().optional(),
  /** It passes frames to ports that are not isolated alone. */
  isolated: z.boolean().optional(),
});
export type BridgePort = z.infer<typeof BridgePort>;

/** An entry of a forwarding database (`bridge fdb`): behind which port a hardware address is. */
export const FdbEntry = z.object({
  mac: z.string(),
  device: z.string(),
  master: z.string().optional(),
  vlan: z.number().optional(),
  /** The remote end of a tunnel. */
  destination: z.string().optional(),
  /** Not learned: it stays. */
  permanent: z.boolean(),
});
export type FdbEntry = z.infer<typeof FdbEntry>;

/** VLANs that a port of a bridge lets through. */
export const BridgeVlan = z.object({
  device: z.string(),
  from: z.number(),
  to: z.number(),
  pvid: z.boolean(),
  untagged: z.boolean(),
});
export type BridgeVlan = z.infer<typeof BridgeVlan>;

/** A next hop object (ip-nexthop(8)) that routes name by `nhid`. */
export const NextHopObject = z.object({
  id: z.number(),
  dev: z.string().optional(),
  gateway: z.string().optional(),
  blackhole: z.boolean().optional(),
  /** Members of a group. */
  group: z.array(z.object({ id: z.number(), weight: z.number() })).optional(),
  scope: z.string().optional(),
  protocol: z.string().optional(),
  flags: z.array(z.string()),
});
export type NextHopObject = z.infer<typeof NextHopObject>;

/** An IPsec policy: what must come or go encrypted, or not at all. */
export const IpsecPolicy = z.object({
  family: Family,
  /** CIDR. */
  source: z.string(),
  destination: z.string(),
  direction: z.enum(['in', 'out', 'fwd']),
  action: z.enum(['allow', 'block']),
  priority: z.number().optional(),
  device: z.string().optional(),
  protocol: z.string().optional(),
  sourcePort: z.number().optional(),
  destinationPort: z.number().optional(),
  mark: z.string().optional(),
  interfaceId: z.string().optional(),
  /** How it must be protected; none = in the clear is fine. `optional`: in the clear is taken as well. */
  templates: z.array(
    z.object({
      source: z.string().optional(),
      destination: z.string().optional(),
      protocol: z.string().optional(),
      mode: z.string().optional(),
      optional: z.boolean().optional(),
    }),
  ),
});
export type IpsecPolicy = z.infer<typeof IpsecPolicy>;

/** An IPsec security association, without its keys. */
export const IpsecState = z.object({
  source: z.string(),
  destination: z.string(),
  protocol: z.string().optional(),
  spi: z.string().optional(),
  mode: z.string().optional(),
});
export type IpsecState = z.infer<typeof IpsecState>;

/** A port of the host that a container takes (`docker ps`). */
export const PublishedPort = z.object({
  container: z.string().optional(),
  /** The host's address that it is bound to; absent = all of its family. */
  address: z.string().optional(),
  family: Family.optional(),
  protocol: z.enum(['tcp', 'udp', 'sctp']),
  port: z.number(),
  /** Port in the container. */
  toPort: z.number(),
});
export type PublishedPort = z.infer<typeof PublishedPort>;
