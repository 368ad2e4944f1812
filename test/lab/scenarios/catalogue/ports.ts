import { changeNode } from '../../../../src/demo/lab/index.ts';
import { everywhere, policyFor, type Scenario, SEED_ROUTES, serverB } from '../scenario.ts';

const routed = { routes: [...SEED_ROUTES, ...policyFor(5, 101).routes], rules: policyFor(5, 101).rules };

/** Answers one datagram from an unbound socket, which chooses the source address by the way back. */
const UDP_ECHO =
  'import socket\ns=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)\ns.bind(("",5000))\nwhile True:\n d,a=s.recvfrom(2000)\n s.sendto(d,a)';

/** Listens, never accepts, and fills its accept queue itself. */
const NEVER_ACCEPTS =
  'import socket,time\ns=socket.socket()\ns.bind(("",8083))\ns.listen(1)\nwaiting=[socket.socket() for _ in range(4)]\nfor c in waiting:\n c.setblocking(False)\n c.connect_ex(("127.0.0.1",8083))\ntime.sleep(600)';

/** A container's network on server-b, and a published port. */
function published(mode: 1 | 2) {
  const topology = serverB({
    interfaces: { docker0: { segment: 'containers', addresses: ['172.17.0.1/16'] } },
    sysctls: { ...everywhere(mode), 'net.ipv4.conf.docker0.rp_filter': mode, 'net.ipv4.ip_forward': 1 },
    ...routed,
    setup: [
      ['nft', 'add table ip nat'],
      ['nft', 'add chain ip nat PREROUTING { type nat hook prerouting priority dstnat ; }'],
      ['nft', 'add rule ip nat PREROUTING fib daddr type local tcp dport 8080 dnat to 172.17.0.2:80'],
    ],
  });
  const container = {
    interfaces: { eth0: { segment: 'containers', addresses: ['172.17.0.2/16'] } },
    routes: ['default via 172.17.0.1 dev eth0'],
    ssh: false,
  } as const;
  return { ...topology, nodes: { ...topology.nodes, container } };
}

/** Questions about a port. */
export const PORTS: readonly Scenario[] = [
  {
    name: 'udp-source-mismatch',
    topology: serverB({ ...routed, sysctls: everywhere(2) }),
    services: [['server-b', 'python3', '-c', UDP_ECHO]],
    ask: { iface: 'eth1', protocol: 'udp', port: 5000 },
    proof: 'none',
    expect: { cause: 'udp-source-mismatch', stage: 'wire-out', certainty: 'proven' },
  },
  {
    name: 'published-port-reverse-path',
    topology: published(1),
    services: [['container', 'nc', '-lk', '-p', '80']],
    ask: { iface: 'eth1', protocol: 'tcp', port: 8080 },
    expect: {
      adviceMends: true,
      cause: 'published-port-reverse-path',
      stage: 'prerouting',
      certainty: 'proven',
      next: ['reply-leaves-other-interface'],
    },
  },
  {
    name: 'tcp-nobody-listens',
    topology: serverB(routed),
    ask: { iface: 'eth1', protocol: 'tcp', port: 8081 },
    proof: 'none',
    expect: { cause: 'not-listening', stage: 'input', says: /refuse|listens/ },
  },
  {
    name: 'tcp-listens-on-another-address',
    topology: serverB(routed),
    services: [['server-b', 'nc', '-lk', '172.16.4.2', '8082']],
    ask: { iface: 'eth1', protocol: 'tcp', port: 8082 },
    expect: { cause: 'not-listening', stage: 'input', says: /172\.16\.4\.2/ },
  },
  {
    name: 'listen-queue-full',
    topology: serverB(routed),
    services: [['server-b', 'python3', '-c', NEVER_ACCEPTS]],
    ask: { iface: 'eth1', protocol: 'tcp', port: 8083 },
    expect: { cause: 'listen-queue-full', stage: 'input', certainty: 'proven', says: /accept queue/ },
  },
  {
    name: 'tcp-healthy',
    topology: serverB(routed),
    services: [['server-b', 'nc', '-lk', '-p', '8080']],
    ask: { iface: 'eth1', protocol: 'tcp', port: 8080 },
    proof: 'none',
    expect: { cause: 'healthy', stage: null, certainty: 'proven' },
  },
  {
    name: 'mtu-blackhole',
    topology: changeNode(serverB({}), 'router', (node) => ({
      ...node,
      interfaces: { ...node.interfaces, net4: { ...node.interfaces['net4'], mtu: 1400 } },
      setup: [
        ['nft', 'add table ip silent'],
        ['nft', 'add chain ip silent out { type filter hook output priority 0 ; }'],
        ['nft', 'add rule ip silent out icmp type destination-unreachable drop'],
      ],
    })),
    ask: { iface: 'eth0' },
    proof: 'none',
    expect: { cause: 'mtu-blackhole', stage: 'upstream' },
  },
];
