import type { Topology, TopologyInterface, TopologyNode } from './topology.ts';

/** The ssh client's node; its name is reserved. */
export const MANAGEMENT = 'management';
/** Holds the bridges of segments that more than two interfaces share; its name is reserved. */
export const SWITCH = 'switch';

const MANAGEMENT_NETWORK = { client: '172.31.255.2', router: '172.31.255.1', prefixLength: 24 };

/** What a new namespace may inherit from the machine, set to the kernel's own defaults. */
const KERNEL_DEFAULTS = { rp_filter: 0, accept_local: 0, arp_ignore: 0, arp_announce: 0, arp_filter: 0 };
const KERNEL_DEFAULTS_PER_HOST = { log_martians: 0, src_valid_mark: 0, ignore_routes_with_linkdown: 0 };

/** The topology with its management node, linked to the router that it names. */
export function withManagement(topology: Topology): Readonly<Record<string, TopologyNode>> {
  const network = topology.management.network ?? MANAGEMENT_NETWORK;
  const router = topology.nodes[topology.management.router];
  if (router === undefined) throw new RangeError(`the topology has no node ${topology.management.router}`);
  return {
    ...topology.nodes,
    [topology.management.router]: {
      ...router,
      interfaces: {
        ...router.interfaces,
        mgmt0: { segment: MANAGEMENT, addresses: [`${network.router}/${network.prefixLength}`] },
      },
    },
    [MANAGEMENT]: {
      interfaces: {
        eth0: { segment: MANAGEMENT, addresses: [`${network.client}/${network.prefixLength}`] },
      },
      routes: [`default via ${network.router} dev eth0`],
      ssh: false,
    },
  };
}

interface Attachment {
  readonly node: string;
  readonly device: string;
}

function segments(nodes: Readonly<Record<string, TopologyNode>>): Map<string, Attachment[]> {
  const found = new Map<string, Attachment[]>();
  for (const [node, { interfaces }] of Object.entries(nodes)) {
    for (const [device, { segment }] of Object.entries(interfaces)) {
      if (segment === undefined) continue;
      found.set(segment, [...(found.get(segment) ?? []), { node, device }]);
    }
  }
  return found;
}

/** Does any segment need a bridge, that is, have other than two interfaces? */
export function needsSwitch(nodes: Readonly<Record<string, TopologyNode>>): boolean {
  return [...segments(nodes).values()].some((attachments) => attachments.length !== 2);
}

/**
 * Lines for `ip -batch`, run in the switch's namespace (or any, where there is none): every link.
 * @param pids process ids, in the machine's numbering, that stand for the nodes' namespaces
 */
export function linkCommands(
  nodes: Readonly<Record<string, TopologyNode>>,
  pids: ReadonlyMap<string, number>,
): string[] {
  const lines: string[] = [];
  const pid = (node: string) => {
    const found = pids.get(node);
    if (found === undefined) throw new RangeError(`no namespace of ${node}`);
    return found;
  };
  let bridge = 0;
  let port = 0;
  for (const attachments of segments(nodes).values()) {
    const [one, other] = attachments;
    if (one !== undefined && other !== undefined && attachments.length === 2) {
      lines.push(
        `link add name ${one.device} netns ${pid(one.node)} type veth ` +
          `peer name ${other.device} netns ${pid(other.node)}`,
      );
      continue;
    }
    const bridgeName = `br${bridge++}`;
    lines.push(`link add name ${bridgeName} type bridge forward_delay 0`, `link set dev ${bridgeName} up`);
    for (const { node, device } of attachments) {
      const portName = `port${port++}`;
      lines.push(
        `link add name ${portName} type veth peer name ${device} netns ${pid(node)}`,
        `link set dev ${portName} master ${bridgeName} up`,
      );
    }
  }
  return lines;
}

/** Lines for `ip -batch` in the node itself: its own devices, which must exist before its sysctls are set. */
export function deviceCommands(node: TopologyNode): string[] {
  return Object.entries(node.interfaces)
    .filter(([, { segment }]) => segment === undefined)
    .map(([name, { type, parent }]) => {
      const link = parent === undefined ? '' : `link ${parent} `;
      return `link add ${link}name ${name} type ${type ?? 'dummy'}`;
    });
}

/** Lines for `ip -batch` in the node: addresses, link state, then the routes and rules of IPv4. */
export function addressCommands(node: TopologyNode): string[] {
  const interfaces = Object.entries(node.interfaces).flatMap(([name, iface]) =>
    interfaceCommands(name, iface),
  );
  return ['link set dev lo up', ...interfaces, ...routingCommands(node, false)];
}

/** Lines for `ip -6 -batch` in the node: the routes and rules of IPv6. A batch has one family for all its lines. */
export function ipv6RoutingCommands(node: TopologyNode): string[] {
  return routingCommands(node, true);
}

function routingCommands(node: TopologyNode, ipv6: boolean): string[] {
  const ofFamily = (object: 'route' | 'rule', lines: readonly string[] = []) =>
    lines
      .filter((words) => words.startsWith('-6 ') === ipv6)
      .map((words) => `${object} add ${words.replace(/^-[46] /, '')}`);
  return [...ofFamily('route', node.routes), ...ofFamily('rule', node.rules)];
}

function interfaceCommands(name: string, iface: TopologyInterface): string[] {
  const lines: string[] = [];
  if (iface.mac !== undefined) lines.push(`link set dev ${name} address ${iface.mac}`);
  if (iface.mtu !== undefined) lines.push(`link set dev ${name} mtu ${iface.mtu}`);
  if (iface.master !== undefined) lines.push(`link set dev ${name} master ${iface.master}`);
  for (const address of iface.addresses ?? []) {
    const broadcast = address.endsWith('/32') || address.endsWith('/31') ? '' : ' brd +';
    lines.push(`addr add ${address} dev ${name}${address.includes(':') ? '' : broadcast}`);
  }
  if (iface.up !== false) lines.push(`link set dev ${name} up`);
  return lines;
}

/** `name=value` words for `sysctl -w`: the kernel's defaults first, then what the node asks for. */
export function sysctlWords(node: TopologyNode): string[] {
  const set = new Map<string, string | number>([['net.ipv4.ip_forward', 0]]);
  for (const name of ['all', 'default', 'lo', ...Object.keys(node.interfaces)]) {
    for (const [key, value] of Object.entries(KERNEL_DEFAULTS)) set.set(conf('ipv4', name, key), value);
    for (const [key, value] of Object.entries(KERNEL_DEFAULTS_PER_HOST))
      set.set(conf('ipv4', name, key), value);
    // Until duplicate address detection is over (a second or two) a router cannot even ask for a neighbour.
    if (hasIpv6(node)) set.set(conf('ipv6', name, 'accept_dad'), 0);
  }
  for (const [key, value] of Object.entries(node.sysctls ?? {})) set.set(key, value);
  return [...set].map(([key, value]) => `${key}=${value}`);
}

function hasIpv6(node: TopologyNode): boolean {
  return Object.values(node.interfaces).some(({ addresses = [] }) =>
    addresses.some((one) => one.includes(':')),
  );
}

/** In the form with slashes a dot belongs to the interface's name. */
function conf(family: 'ipv4' | 'ipv6', interfaceName: string, key: string): string {
  return interfaceName.includes('.')
    ? `net/${family}/conf/${interfaceName}/${key}`
    : `net.${family}.conf.${interfaceName}.${key}`;
}
