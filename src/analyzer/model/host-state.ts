import { z } from 'zod';
import { Coverage, Scope } from './coverage.ts';
import { Family } from './family.ts';
import { GapReason } from './gap-reason.ts';
import { Intent } from './intent.ts';
import { LogEntry } from './log-entry.ts';
import { Ruleset } from './ruleset.ts';
import {
  BridgePort,
  BridgeVlan,
  FdbEntry,
  HookProgram,
  IpsecPolicy,
  IpsecState,
  NextHopObject,
  PublishedPort,
  Qdisc,
} from './surroundings.ts';

/**
 * What is known of one Linux host at one moment. A part that is `undefined` was not collected. What a part does not hold
 * is known not to exist only where its coverage reaches (coverage.ts). Nothing here is trusted beyond its shape.
 */

/** An interface as `ip -d link` shows it. `name` has no `@peer` suffix. */
export const Link = z.object({
  name: z.string(),
  index: z.number().optional(),
  /** Upper-case flags: UP, LOWER_UP, NO-CARRIER, LOOPBACK, POINTOPOINT, NOARP … */
  flags: z.array(z.string()),
  /** UP, DOWN, UNKNOWN, LOWERLAYERDOWN … as `state` in `ip link`. */
  operstate: z.string().optional(),
  mtu: z.number().optional(),
  mac: z.string().optional(),
  /** Bridge, bond or VRF that it is enslaved to. */
  master: z.string().optional(),
  /** `veth`, `bridge`, `vrf`, `vlan`, `wireguard`, `tun` …, from `linkinfo`. */
  kind: z.string().optional(),
  /** Routing table of a `vrf` link. */
  vrfTable: z.string().optional(),
  group: z.string().optional(),
  /** Whether it has a carrier, as its driver says (ethtool, /sys/class/net). */
  carrier: z.boolean().optional(),
  /** XDP program attached, as `native`, `generic` or `offload`. */
  xdp: z.string().optional(),
  /** Interface statistics by `direction.counter`: `rx.packets`, `rx.dropped`, `tx.errors` …; the driver's own by `nic.NAME`. */
  stats: z.record(z.string(), z.number()).optional(),
});
export type Link = z.infer<typeof Link>;

/** An address on an interface. */
export const Address = z.object({
  dev: z.string(),
  family: Family,
  local: z.string(),
  prefixLength: z.number(),
  peer: z.string().optional(),
  broadcast: z.string().optional(),
  /** global, site, link, host, or a number. */
  scope: z.string(),
  label: z.string().optional(),
  /** secondary, deprecated, tentative, dadfailed, noprefixroute, dynamic, temporary … */
  flags: z.array(z.string()),
  /** Seconds; absent = forever or not told. */
  validLifetime: z.number().optional(),
  preferredLifetime: z.number().optional(),
});
export type Address = z.infer<typeof Address>;

/** One next hop of a route. */
export const NextHop = z.object({
  dev: z.string().optional(),
  /** Gateway address; of the other family where `via inet6 …` was shown. */
  gateway: z.string().optional(),
  weight: z.number().optional(),
  /** dead, linkdown, onlink, offload, pervasive …; `gateway-masked` where a paste hides the gateway (not on-link: unknown). */
  flags: z.array(z.string()),
});
export type NextHop = z.infer<typeof NextHop>;

/** A route as `ip route show table all` lists it; `table` and `protocol` as iproute2 names them. */
export const Route = z.object({
  family: Family,
  /** unicast, local, broadcast, anycast, multicast, throw, unreachable, prohibit, blackhole, nat. */
  type: z.string(),
  /** Prefix in CIDR form, `0.0.0.0/0` or `::/0` for default. */
  destination: z.string(),
  /** IPv6 source-specific route (`from PREFIX`). */
  source: z.string().optional(),
  /** Table as number in decimal (254 main, 255 local, 253 default) or, where a name could not be resolved, the name. */
  table: z.string(),
  tos: z.number().optional(),
  metric: z.number().optional(),
  protocol: z.string().optional(),
  /** global, site, link, host, nowhere, or a number; absent = as iproute2 leaves it out. */
  scope: z.string().optional(),
  prefsrc: z.string().optional(),
  /** One next hop for a plain route, several for multipath, none for reject types without a device. */
  nextHops: z.array(NextHop),
  /** IPv6 router preference: low, medium, high. */
  preference: z.string().optional(),
  /** Seconds. */
  expires: z.number().optional(),
  mtu: z.number().optional(),
  /** The next hop object that it uses (`nhid`, ip-nexthop(8)). */
  nextHopObject: z.number().optional(),
  /** Words of the listing that were not understood; a lookup that would use this route answers UNKNOWN. */
  notUnderstood: z.string().optional(),
});
export type Route = z.infer<typeof Route>;

/** Inclusive port range. */
export const PortRange = z.object({ from: z.number(), to: z.number() });
export type PortRange = z.infer<typeof PortRange>;

/** What a policy rule does once it matches. `goto` and `lookup` carry their target. */
export const RuleAction = z.discriminatedUnion('kind', [
  /** `table` is `l3mdev` for a rule with `l3mdev` (the table of the flow's VRF). */
  z.object({ kind: z.literal('lookup'), table: z.string() }),
  z.object({ kind: z.literal('goto'), target: z.number(), resolved: z.boolean() }),
  z.object({ kind: z.literal(['nop', 'unreachable', 'prohibit', 'blackhole']) }),
  /** An action that is not understood: a lookup that reaches it answers UNKNOWN. */
  z.object({ kind: z.literal('unknown'), text: z.string() }),
]);
export type RuleAction = z.infer<typeof RuleAction>;

/** A policy rule of the RPDB as `ip rule` lists it; listing order is kept for equal preferences. */
export const Rule = z.object({
  family: Family,
  preference: z.number(),
  not: z.boolean().optional(),
  /** CIDR; absent = all. */
  from: z.string().optional(),
  to: z.string().optional(),
  iif: z.string().optional(),
  iifDetached: z.boolean().optional(),
  oif: z.string().optional(),
  oifDetached: z.boolean().optional(),
  fwmark: z.object({ value: z.number(), mask: z.number() }).optional(),
  tos: z.number().optional(),
  dscp: z.number().optional(),
  ipproto: z.number().optional(),
  sport: PortRange.optional(),
  dport: PortRange.optional(),
  uidrange: z.object({ from: z.number(), to: z.number() }).optional(),
  tunId: z.string().optional(),
  l3mdev: z.boolean().optional(),
  suppressPrefixLength: z.number().optional(),
  suppressIfGroup: z.string().optional(),
  protocol: z.string().optional(),
  action: RuleAction,
  /** Words of the listing that were not understood; a lookup that would need this rule answers UNKNOWN. */
  notUnderstood: z.string().optional(),
});
export type Rule = z.infer<typeof Rule>;

/** A neighbour (ARP or ND) entry. */
export const Neighbour = z.object({
  address: z.string(),
  dev: z.string(),
  mac: z.string().optional(),
  /** REACHABLE, STALE, DELAY, PROBE, FAILED, INCOMPLETE, PERMANENT, NOARP. */
  state: z.string().optional(),
});
export type Neighbour = z.infer<typeof Neighbour>;

/** A listening or connected socket, as `ss -Htuna` shows it. */
export const Socket = z.object({
  protocol: z.enum(['tcp', 'udp', 'icmp', 'raw', 'other']),
  state: z.string(),
  /** `0.0.0.0`, `::` or `*` = unbound. */
  localAddress: z.string(),
  localPort: z.number().optional(),
  /** It takes IPv6 alone (`[::]:80` as ss writes it; one that takes IPv4 too is `*:80`). */
  v6only: z.boolean().optional(),
  /** Waiting connections of a listening socket, and how many may wait; bytes of any other one. */
  receiveQueue: z.number().optional(),
  sendQueue: z.number().optional(),
  /** Device the socket is bound to (`%eth1`). */
  dev: z.string().optional(),
  peerAddress: z.string().optional(),
  peerPort: z.number().optional(),
  /** User id of its owner, and its mark (SO_MARK), where they were shown (`ss -e`). */
  uid: z.number().optional(),
  mark: z.number().optional(),
});
export type Socket = z.infer<typeof Socket>;

/** A part of the host's state that is missing, forbidden, truncated or not understood. */
export const Gap = z.object({
  /** links, addresses, rules4, rules6, routes4, routes6, sysctls, neighbours, filters, sockets, capture, oracle, counters … */
  part: z.string(),
  because: GapReason,
  /** What alone it concerns (`{ table: '254' }`); absent = anything of the part. */
  scope: Scope.optional(),
});
export type Gap = z.infer<typeof Gap>;

const Foreign = z.enum(['kept', 'removed']);

/** State of one host. */
export const HostState = z.object({
  hostname: z.string().optional(),
  /** `uname -r`. */
  kernelRelease: z.string().optional(),
  /** The distribution as os-release(5) names it: `centos`, `rhel`, `ubuntu`; its version where that was shown. */
  distribution: z.object({ id: z.string(), version: z.string().optional() }).optional(),
  links: z.array(Link).optional(),
  addresses: z.array(Address).optional(),
  /**
   * A cut or filtered listing holds a rule of action `unknown` where entries may be missing, so that a lookup which comes
   * by there answers UNKNOWN.
   */
  rules: z.object({ 4: z.array(Rule).optional(), 6: z.array(Rule).optional() }),
  /** Routes of all tables that were listed, `local` included where it was. */
  routes: z.object({ 4: z.array(Route).optional(), 6: z.array(Route).optional() }),
  /** /etc/iproute2/rt_tables: name → number in decimal. */
  tableNames: z.record(z.string(), z.string()).optional(),
  /** `net.ipv4.conf.eth1.rp_filter` → `1`; a dot inside an interface name is written `/` (`eth1/100`). */
  sysctls: z.record(z.string(), z.string()).optional(),
  neighbours: z.array(Neighbour).optional(),
  /** Neighbours that were looked for on an interface by its own address: whether they answered, `neighbours` says. */
  askedNeighbours: z.array(z.object({ address: z.string(), dev: z.string() })).optional(),
  sockets: z.array(Socket).optional(),
  filters: Ruleset.optional(),
  /** What arptables lists: rules for ARP alone. */
  arpFilters: Ruleset.optional(),
  /** nf_conntrack_count and nf_conntrack_max. */
  conntrack: z.object({ count: z.number(), max: z.number() }).optional(),
  /** DMI strings by file name: sys_vendor, product_name, chassis_asset_tag … */
  dmi: z.record(z.string(), z.string()).optional(),
  /** What the kernel logged of packets and links, newest last. */
  kernelLog: z.array(LogEntry).optional(),
  /** Who configures an interface: name → owner (`netplan`, `systemd-networkd`, `NetworkManager`, `network-scripts`, `ifupdown`, `none` …) with the evidence. */
  owners: z
    .record(
      z.string(),
      z.object({
        owner: z.string(),
        evidence: z.string(),
        /** Where the owner has it: the name of networkd's file, netplan's kind and id (`ethernets/eth1`). */
        place: z.string().optional(),
      }),
    )
    .optional(),
  /** NetworkManager's profiles that are active: device → name. */
  connections: z.record(z.string(), z.string()).optional(),
  /** What systemd-networkd does with routes and rules that are not its own (networkd.conf(5), ManageForeign…=). */
  networkd: z.object({ foreignRoutes: Foreign.optional(), foreignRules: Foreign.optional() }).optional(),
  /** Who else decides what stands in the host's files: `ostree`, `kubelet`, `puppet`, `google-guest-agent` … */
  managers: z.array(z.string()).optional(),
  /** Programs and filters beside the packet filter. */
  hooks: z.array(HookProgram).optional(),
  qdiscs: z.array(Qdisc).optional(),
  bridgePorts: z.array(BridgePort).optional(),
  bridgeVlans: z.array(BridgeVlan).optional(),
  fdb: z.array(FdbEntry).optional(),
  nextHopObjects: z.array(NextHopObject).optional(),
  ipsecPolicies: z.array(IpsecPolicy).optional(),
  ipsecStates: z.array(IpsecState).optional(),
  publishedPorts: z.array(PublishedPort).optional(),
  /** What configuration files and profiles say should be. */
  intent: z.array(Intent).optional(),
  /** Gateways that configuration files or leases name: dev → addresses with their source. */
  configuredGateways: z
    .array(z.object({ dev: z.string(), address: z.string(), source: z.string() }))
    .optional(),
  /** The address pair of the connection that carried the collection (SSH_CONNECTION): client, server. */
  sshConnection: z
    .object({
      clientAddress: z.string(),
      clientPort: z.number(),
      serverAddress: z.string(),
      serverPort: z.number(),
    })
    .optional(),
  /** What was shown of each part. */
  coverage: Coverage,
  /** Ids of the evidence that each part was read from, by its name here (rules and routes by family: `rules4`). */
  sources: z.record(z.string(), z.array(z.string())).optional(),
  /** Why something was not shown, or could not be read: for people. */
  gaps: z.array(Gap),
});
export type HostState = z.infer<typeof HostState>;

/** A state of which nothing is known yet. */
export function emptyHostState(): HostState {
  return { rules: {}, routes: {}, coverage: {}, gaps: [] };
}
