import type { Topology, TopologyInterface, TopologyNode } from './topology.ts';

export interface SeedOptions {
  /** Which address of each subnet the router has: the first (.1, as in the seed) or the last (.254). */
  readonly gateways?: 'first' | 'last';
  /** ULA addresses fd00:172:16:N::/64 beside the IPv4 ones, with a default route of their own. */
  readonly ipv6?: boolean;
}

/** The third octets of the seed's subnets, 172.16.N.0/24: server-a's, then those of server-b's eth0–eth3. */
const SUBNETS = { a: 0, b: [4, 5, 6, 7] } as const;

/**
 * The seed's network: server-a (172.16.0.4), a router in every subnet, and server-b with eth0–eth3
 * (172.16.4.2, .5.4, .6.4, .7.4), one default route by eth0, and strict reverse path filtering everywhere.
 */
export function seedTopology(options: SeedOptions = {}): Topology {
  const gatewayHost = options.gateways === 'last' ? 254 : 1;
  const ipv6 = options.ipv6 ?? false;
  const attach = (subnet: number, host: number): TopologyInterface => ({
    segment: `subnet-${subnet}`,
    addresses: subnetAddresses(subnet, host, ipv6),
  });
  const defaultRoutes = (subnet: number) => {
    const routes = [`default via 172.16.${subnet}.${gatewayHost} dev eth0`];
    if (ipv6) routes.push(`-6 default via fd00:172:16:${subnet}::${gatewayHost.toString(16)} dev eth0`);
    return routes;
  };

  const serverA: TopologyNode = {
    interfaces: { eth0: attach(SUBNETS.a, 4) },
    routes: defaultRoutes(SUBNETS.a),
    inventory: { apply: false },
  };
  const serverB: TopologyNode = {
    interfaces: { eth0: attach(4, 2), eth1: attach(5, 4), eth2: attach(6, 4), eth3: attach(7, 4) },
    routes: [...defaultRoutes(4), '169.254.0.0/16 dev eth0 metric 1002'],
    sysctls: rpFilter(1, ['all', 'default', 'eth0', 'eth1', 'eth2', 'eth3']),
    inventory: {},
  };
  const router: TopologyNode = {
    interfaces: Object.fromEntries(
      [SUBNETS.a, ...SUBNETS.b].map((subnet) => [`net${subnet}`, attach(subnet, gatewayHost)]),
    ),
    sysctls: forwarding(ipv6),
    ssh: false,
  };

  return {
    nodes: { 'server-a': serverA, router, 'server-b': serverB },
    management: { router: 'router' },
  };
}

/**
 * The seed's network with a second router (172.16.5.254) on eth1's subnet, by which server-a's packets to
 * that subnet go: eth1's neighbour that sends the requests is not the first address of the subnet.
 */
export function twoRouters(): Topology {
  const seed = seedTopology();
  const serverA = seed.nodes['server-a'] as TopologyNode;
  const second: TopologyNode = {
    interfaces: {
      net0: { segment: 'subnet-0', addresses: ['172.16.0.254/24'] },
      net5: { segment: 'subnet-5', addresses: ['172.16.5.254/24'] },
    },
    routes: ['default via 172.16.0.1 dev net0'],
    sysctls: forwarding(false),
    ssh: false,
  };
  return {
    ...seed,
    nodes: {
      ...seed.nodes,
      'server-a': {
        ...serverA,
        routes: [...(serverA.routes ?? []), '172.16.5.0/24 via 172.16.0.254 dev eth0'],
      },
      'router-2': second,
    },
  };
}

/** The rp_filter sysctls of these interfaces (`all` and `default` included). */
export function rpFilter(mode: 0 | 1 | 2, interfaces: readonly string[]): Record<string, number> {
  return Object.fromEntries(interfaces.map((name) => [`net.ipv4.conf.${name}.rp_filter`, mode]));
}

function forwarding(ipv6: boolean): Record<string, number> {
  return { 'net.ipv4.ip_forward': 1, ...(ipv6 ? { 'net.ipv6.conf.all.forwarding': 1 } : {}) };
}

function subnetAddresses(subnet: number, host: number, ipv6: boolean): string[] {
  const v4 = `172.16.${subnet}.${host}/24`;
  return ipv6 ? [v4, `fd00:172:16:${subnet}::${host.toString(16)}/64`] : [v4];
}
