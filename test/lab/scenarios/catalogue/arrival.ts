import { changeNode, type Topology } from '../../../../src/demo/lab/index.ts';
import { everywhere, type Scenario, SEED_ROUTES, serverB } from '../scenario.ts';

/** The router with an access list: what it forwards to this network is dropped. */
function accessList(topology: Topology, rule: string): Topology {
  return changeNode(topology, 'router', (node) => ({
    ...node,
    setup: [
      ['nft', 'add table inet acl'],
      ['nft', 'add chain inet acl forward { type filter hook forward priority 0 ; }'],
      ['nft', `add rule inet acl forward ${rule}`],
    ],
  }));
}

const notArriving = { cause: 'request-not-arriving', stage: 'wire-in', certainty: 'proven' } as const;
const noButton = { 'policy-routing': 'not offered', 'loose-rp-filter': 'not offered' } as const;

/** Requests that never come, come elsewhere, or come as somebody else; answers that are lost on the way back. */
export const ARRIVAL: readonly Scenario[] = [
  {
    name: 'not-arriving-behind-acl',
    topology: accessList(serverB({ sysctls: everywhere(0) }), 'ip daddr 172.16.5.4 drop'),
    ask: { iface: 'eth1' },
    expect: { ...notArriving, remedies: noButton },
  },
  {
    name: 'not-arriving-then-strict',
    topology: accessList(serverB({}), 'ip daddr 172.16.5.4 drop'),
    ask: { iface: 'eth1' },
    expect: {
      ...notArriving,
      next: ['strict-rp-filter', 'reply-leaves-other-interface'],
      remedies: noButton,
    },
  },
  {
    name: 'not-arriving-while-others-ping',
    topology: accessList(serverB({}), 'ip saddr 172.16.0.4 ip daddr 172.16.5.4 drop'),
    meanwhile: [['router', 'ping', '-n', '-i', '0.3', '-c', '50', '-I', '172.16.5.1', '172.16.5.4']],
    ask: { iface: 'eth1' },
    expect: { ...notArriving, remedies: noButton },
  },
  {
    name: 'not-arriving-while-the-capture-is-flooded',
    topology: accessList(serverB({}), 'ip saddr 172.16.0.4 ip daddr 172.16.5.4 drop'),
    meanwhile: [
      ['router', 'ping', '-n', '-q', '-i', '0.005', '-c', '3000', '-I', '172.16.5.1', '172.16.5.4'],
    ],
    ask: { iface: 'eth1' },
    expect: { ...notArriving, remedies: noButton },
  },
  {
    name: 'not-arriving-ipv6',
    topology: accessList(serverB({}, { ipv6: true }), 'ip6 daddr fd00:172:16:5::4 drop'),
    ask: { iface: 'eth1', to: 'fd00:172:16:5::4' },
    expect: { ...notArriving, remedies: noButton },
  },
  {
    name: 'not-arriving-tcp',
    topology: accessList(serverB({ sysctls: everywhere(0) }), 'tcp dport 8080 drop'),
    ask: { iface: 'eth1', protocol: 'tcp', port: 8080 },
    // One attempt proves no absence.
    expect: { ...notArriving, certainty: 'likely', remedies: noButton },
  },
  {
    name: 'sender-without-route',
    topology: changeNode(serverB({}), 'server-a', (node) => ({
      ...node,
      ssh: { reach: 'loopback' },
      routes: [],
    })),
    ask: { iface: 'eth1' },
    expect: { cause: 'sender-side', stage: 'wire-in', says: /server-a/ },
  },
  {
    name: 'answered-but-lost',
    topology: accessList(
      serverB({
        routes: [
          ...SEED_ROUTES,
          '172.16.5.0/24 dev eth1 scope link table 101',
          'default via 172.16.5.1 dev eth1 table 101',
        ],
        rules: ['pref 1005 from 172.16.5.4 lookup 101'],
      }),
      'ip saddr 172.16.5.4 drop',
    ),
    ask: { iface: 'eth1' },
    expect: { cause: 'answered-but-lost', stage: 'upstream', certainty: 'proven', remedies: noButton },
  },
  {
    name: 'answer-dropped-by-sender',
    topology: changeNode(serverB({}), 'server-a', (node) => ({
      ...node,
      ssh: { reach: 'loopback' },
      setup: [
        ['nft', 'add table ip no'],
        ['nft', 'add chain ip no in { type filter hook input priority 0 ; }'],
        ['nft', 'add rule ip no in icmp type echo-reply drop'],
      ],
    })),
    ask: { iface: 'eth0' },
    expect: {
      cause: 'sender-side',
      stage: 'upstream',
      certainty: 'proven',
      coarser: 'answered-but-lost',
      says: /server-a/,
    },
  },
  {
    name: 'translated-source-strict',
    topology: changeNode(serverB({}), 'router', (node) => ({
      ...node,
      setup: [
        ['nft', 'add table ip t'],
        ['nft', 'add chain ip t post { type nat hook postrouting priority srcnat ; }'],
        ['nft', 'add rule ip t post ip saddr 172.16.0.4 oifname "net5" snat to 172.16.4.77'],
      ],
    })),
    ask: { iface: 'eth1' },
    expect: {
      cause: 'strict-rp-filter',
      stage: 'source-validation',
      certainty: 'proven',
      says: /arrived as 172\.16\.4\.77/,
    },
  },
  {
    name: 'translated-source-healthy',
    topology: changeNode(serverB({}), 'router', (node) => ({
      ...node,
      setup: [
        ['nft', 'add table ip t'],
        ['nft', 'add chain ip t post { type nat hook postrouting priority srcnat ; }'],
        ['nft', 'add rule ip t post ip saddr 172.16.0.4 oifname "net5" masquerade'],
      ],
    })),
    ask: { iface: 'eth1' },
    expect: { cause: 'healthy', stage: null, certainty: 'proven', says: /172\.16\.5\.1/ },
  },
];
