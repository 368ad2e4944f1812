/**
 * A network as data: nodes with interfaces, and segments (links) named by the interfaces that share them.
 * Everything that iproute2 can say is said in its own notation, so that a topology reads like a console.
 */
export interface Topology {
  /** The nodes by name; a name is also the node's hostname and its ssh alias. */
  readonly nodes: Readonly<Record<string, TopologyNode>>;
  /** Where the ssh client sits: a link of its own to this node, which forwards for it. */
  readonly management: {
    readonly router: string;
    readonly network?: { readonly client: string; readonly router: string; readonly prefixLength: number };
  };
}

export interface TopologyNode {
  readonly interfaces: Readonly<Record<string, TopologyInterface>>;
  /** Each is what follows `ip route add`; an IPv6 route begins with `-6 `. */
  readonly routes?: readonly string[];
  /** Each is what follows `ip rule add`; an IPv6 rule begins with `-6 `. */
  readonly rules?: readonly string[];
  /** Set after the interfaces exist and before they are up: `net.ipv4.conf.eth1.rp_filter` → 2. */
  readonly sysctls?: Readonly<Record<string, string | number>>;
  /** Argument vectors run in order as the node's root, after routes and rules; a failure ends the start. */
  readonly setup?: readonly (readonly string[])[];
  /** How the node is reached by ssh; false: no sshd runs there. */
  readonly ssh?: false | NodeSsh;
  /** Its entry in the inventory; false: not listed. Nodes without sshd never are. */
  readonly inventory?: false | Readonly<Record<string, unknown>>;
  /** What /sys/class/dmi/id says (`sys_vendor` → `IBM:Cloud Compute Server`); nothing where it is left out. */
  readonly dmi?: Readonly<Record<string, string>>;
}

export interface TopologyInterface {
  /**
   * The link: every interface that names the same segment is on it; one that is alone there has carrier and no
   * neighbour. Left out where `type` makes a device without one.
   */
  readonly segment?: string;
  /**
   * What follows `type` in `ip link add`, for an interface without segment: `bridge`, `dummy` (the default),
   * `vlan id 5`. What the kernel does not have ends the start; veth, and with it every segment, is all it must have.
   */
  readonly type?: string;
  /** The device below, for vlan and macvlan. */
  readonly parent?: string;
  /** The bridge or bond that this interface belongs to. */
  readonly master?: string;
  /** With prefix length: `172.16.5.4/24`, `fd00:172:16:5::4/64`. */
  readonly addresses?: readonly string[];
  /** Bytes; default: the kernel's (1500). */
  readonly mtu?: number;
  readonly mac?: string;
  /** false: left down. */
  readonly up?: boolean;
}

export interface NodeSsh {
  /** The address that the client connects to; default: the node's first IPv4 address. */
  readonly address?: string;
  /** `network` (default): through the topology's router. `loopback`: inside the node, for broken networks. */
  readonly reach?: 'network' | 'loopback';
  /** The node to jump through (ProxyJump). */
  readonly jump?: string;
  /** A user made for it; default: root. */
  readonly user?: string;
  /** May that user use sudo without a password? Noted, not done, where sudo is not installed. */
  readonly sudo?: boolean;
}

/** The same topology with one node changed; the other nodes are shared with the original. */
export function changeNode(
  topology: Topology,
  name: string,
  change: (node: TopologyNode) => TopologyNode,
): Topology {
  const node = topology.nodes[name];
  if (node === undefined) throw new RangeError(`the topology has no node ${name}`);
  return { ...topology, nodes: { ...topology.nodes, [name]: change(node) } };
}

/** The address that ssh connects to: the one named, else the first IPv4 address, else the first of any. */
export function sshAddress(node: TopologyNode): string | undefined {
  if (node.ssh === false) return undefined;
  if (node.ssh?.address !== undefined) return node.ssh.address;
  const addresses = Object.values(node.interfaces).flatMap((iface) => iface.addresses ?? []);
  const first = addresses.find((address) => !address.includes(':')) ?? addresses[0];
  return first?.split('/')[0];
}
