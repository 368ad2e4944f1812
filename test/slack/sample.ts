import type { Diagnosis, Plan } from '../../src/analyzer/model/index.ts';

const STEPS: readonly (readonly [id: string, does: string, undoes: string, check: string])[] = [
  [
    'table-connected',
    'ip -4 route add 172.16.5.0/24 dev eth1 scope link src 172.16.5.4 table 8201',
    'ip -4 route del 172.16.5.0/24 dev eth1 table 8201',
    'ip -4 route show table 8201',
  ],
  [
    'table-default',
    'ip -4 route add default via 172.16.5.1 dev eth1 src 172.16.5.4 table 8201',
    'ip -4 route del default via 172.16.5.1 dev eth1 table 8201',
    'ip -4 route show table 8201',
  ],
  [
    'rule-from',
    'ip -4 rule add from 172.16.5.4/32 lookup 8201 priority 8201',
    'ip -4 rule del from 172.16.5.4/32 lookup 8201 priority 8201',
    'ip -4 rule show',
  ],
];

/** Sends what came in on eth1 out on eth1. */
export const policyRoutingPlan: Plan = {
  hash: `${'a3f1c9'.repeat(10)}beef`,
  restsOn: { 'eth1 has': '172.16.5.4/24', 'gateway of eth1': '172.16.5.1' },
  steps: STEPS.map(([id, does, undoes, check]) => ({
    id,
    change: { kind: 'rule', family: 4, preference: 8201, from: '172.16.5.4/32', table: 8201 },
    do: does.split(' '),
    undo: undoes.split(' '),
    check: check.split(' '),
  })),
  files: [
    {
      path: '/etc/sysconfig/network-scripts/route-eth1',
      before: null,
      after: 'default via 172.16.5.1 table 8201\n',
    },
  ],
  blastRadius: [
    {
      flow: 'replies from 172.16.5.4 to 172.16.0.4',
      before: 'via 172.16.4.1 on eth0',
      after: 'via 172.16.5.1 on eth1',
    },
    {
      flow: 'source validation of 172.16.0.4 on eth1',
      before: 'refused (strict)',
      after: 'accepted',
    },
  ],
  flowsConsidered: 24,
};

const LOOSE: Plan = {
  hash: 'b7'.repeat(32),
  restsOn: { 'net.ipv4.conf.all.rp_filter': '1' },
  steps: [
    {
      id: 'loose',
      change: { kind: 'sysctl', key: 'net.ipv4.conf.eth1.rp_filter', before: '1', after: '2' },
      do: ['sysctl', '-w', 'net.ipv4.conf.eth1.rp_filter=2'],
      undo: ['sysctl', '-w', 'net.ipv4.conf.eth1.rp_filter=1'],
      check: ['sysctl', 'net.ipv4.conf.eth1.rp_filter'],
    },
  ],
  files: [],
  blastRadius: [
    { flow: '172.16.0.4 ↔ 172.16.5.4', before: 'refused (strict)', after: 'accepted, answered by eth0' },
  ],
  flowsConsidered: 24,
};

const CAPTURE = `tcpdump: verbose output suppressed, use -v or -vv for full protocol decode
listening on any, link-type LINUX_SLL (Linux cooked), capture size 262144 bytes

02:17:49.498516 IP 172.16.0.4 > 172.16.5.4: ICMP echo request, id 14512, seq 1, length 64
02:17:50.497642 IP 172.16.0.4 > 172.16.5.4: ICMP echo request, id 14512, seq 2, length 64
02:17:51.497650 IP 172.16.0.4 > 172.16.5.4: ICMP echo request, id 14512, seq 3, length 64`;

/** The case the project began with: strict rp_filter on eth1 of server-b. */
export function strictRpFilter(certainty: 'proven' | 'likely' = 'proven'): Diagnosis {
  const seen = certainty === 'proven';
  return {
    schema: 'roundtrip.diagnosis/1',
    host: 'server-b',
    cause: 'strict-rp-filter',
    stage: 'source-validation',
    certainty,
    scope: 'host',
    headline: 'server-b drops pings to eth1: strict rp_filter, because the way back to 172.16.0.4 is eth0',
    explanation:
      'The requests reach eth1, but the kernel would answer 172.16.0.4 by eth0. With rp_filter 1 it drops what comes in by another interface than the one that it would answer by, without a word in any log.',
    flow: { from: '172.16.0.4', to: '172.16.5.4', interface: 'eth1', protocol: 'icmp' },
    stages: [
      {
        stage: 'link',
        status: 'passed',
        because: 'eth1 is up and has 172.16.5.4/24',
        evidence: ['addresses'],
      },
      {
        stage: 'neighbour-in',
        status: 'passed',
        because: 'the requests were sent to the MAC of eth1',
        evidence: [],
      },
      seen
        ? {
            stage: 'wire-in',
            status: 'passed',
            because: '3 echo requests arrived on eth1',
            evidence: ['capture'],
          }
        : { stage: 'wire-in', status: 'unknown', because: 'no packet was seen yet', evidence: [] },
      { stage: 'prerouting', status: 'passed', because: 'no rule drops it', evidence: [] },
      {
        stage: 'source-validation',
        status: seen ? 'stopped' : 'would-stop',
        because: 'rp_filter is 1 on eth1 and the way back to 172.16.0.4 is eth0',
        evidence: ['rp_filter', 'route'],
        cause: 'strict-rp-filter',
      },
      { stage: 'input', status: 'unknown', because: 'the packet does not get this far', evidence: [] },
      {
        stage: 'wire-out',
        status: 'would-stop',
        because: 'the reply would leave by eth0 with the source 172.16.5.4',
        evidence: ['route'],
        cause: 'reply-leaves-other-interface',
      },
    ],
    next: ['reply-leaves-other-interface'],
    witnesses: {
      model: { says: 'refuses', detail: 'strict rp_filter on eth1, best way back is eth0' },
      kernel: { says: 'refuses', detail: 'ip route get … iif eth1: Invalid cross-device link' },
      counters: {
        says: seen ? 'refuses' : 'unknown',
        detail: seen ? 'IPReversePathFilter +3' : 'nothing counted yet',
      },
      capture: {
        says: seen ? 'refuses' : 'unknown',
        detail: seen ? '3 requests in, no reply' : 'no packet yet',
      },
    },
    settles: 'ping -c 5 172.16.5.4',
    evidence: [
      {
        id: 'rp_filter',
        command: "sysctl -ar '\\.rp_filter'",
        output: 'net.ipv4.conf.all.rp_filter = 1\nnet.ipv4.conf.eth1.rp_filter = 1',
      },
      {
        id: 'route',
        command: 'ip route get 172.16.0.4',
        output: '172.16.0.4 via 172.16.4.1 dev eth0 src 172.16.4.2\n    cache',
      },
      ...(seen ? [{ id: 'capture', command: 'tcpdump -i any icmp -nn', output: CAPTURE }] : []),
    ],
    remedies: [
      {
        id: 'policy-routing',
        recommended: true,
        outcome: 'repairs',
        because:
          'Replies from 172.16.5.4 then leave by eth1, so the strict check passes and the network beyond sees what it expects',
        risks: ['Connections that are open to 172.16.5.4 now get their answers by eth1 from this moment on'],
        gateway: {
          address: '172.16.5.1',
          sources: ['first address of 172.16.5.0/24', 'answered ARP'],
          assumed: false,
        },
        plan: policyRoutingPlan,
      },
      {
        id: 'loose-rp-filter',
        recommended: false,
        outcome: 'depends',
        on: 'the cloud\'s setting "allow IP spoofing" on eth0',
        because: 'The request is accepted, and the answer leaves by eth0 with the address of eth1',
        risks: ['Packets with forged sources are accepted on eth1 more easily'],
        plan: LOOSE,
      },
    ],
    remarks: [],
  };
}
