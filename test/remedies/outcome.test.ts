import { describe, expect, test } from 'vitest';
import type { Remedy } from '../../src/analyzer/model/index.ts';
import { proposeRemedies } from '../../src/analyzer/remedies/index.ts';
import { reachVerdict, type Verdict } from '../../src/analyzer/verdict/index.ts';
import { tellRemedy } from '../../src/texts/index.ts';
import { diagnosePaste, walkOf } from './pasted-host.ts';

type Question = Parameters<typeof diagnosePaste>[2];

/** Strict rp_filter on eth1, the default route by eth0, and nothing else that stops a ping; what the console shows besides, and the packets. */
function host({
  rules = '',
  more = '',
  packets = PING,
}: {
  rules?: string;
  more?: string;
  packets?: string;
}) {
  return `[root@b ~]# ip addr
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet 172.16.4.2/24 scope global eth0
3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet 172.16.5.4/24 scope global eth1
9: wg0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1420 state UNKNOWN
    inet 10.66.0.2/32 scope global wg0
[root@b ~]# ip rule
0:\tfrom all lookup local
${rules}32766:\tfrom all lookup main
32767:\tfrom all lookup default
[root@b ~]# ip route show table main
default via 172.16.4.1 dev eth0
172.16.4.0/24 dev eth0 proto kernel scope link src 172.16.4.2
172.16.5.0/24 dev eth1 proto kernel scope link src 172.16.5.4
[root@b ~]# ip route show table 51820
default dev wg0 scope link
[root@b ~]# sysctl -ar '\\.rp_filter'
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.eth0.rp_filter = 1
net.ipv4.conf.eth1.rp_filter = 1
net.ipv4.conf.wg0.rp_filter = 1
[root@b ~]# sysctl net.ipv4.icmp_echo_ignore_all
net.ipv4.icmp_echo_ignore_all = 0
[root@b ~]# nft list ruleset
${more}[root@b ~]# tcpdump -ni eth1
listening on eth1, link-type EN10MB (Ethernet), snapshot length 262144 bytes
${packets}`;
}

const PING = '02:17:49.498516 IP 192.0.2.9 > 172.16.5.4: ICMP echo request, id 14512, seq 1, length 64\n';
const SYN = '02:17:49.498516 IP 192.0.2.9.40000 > 172.16.5.4.443: Flags [S], seq 1, win 64240, length 0\n';
const QUERY = '02:17:49.498516 IP 192.0.2.9.40000 > 172.16.5.4.53: 1+ A? example.org. (29)\n';
const HTTPS: Question = { protocol: 'tcp', port: 443 };
const DNS: Question = { protocol: 'udp', port: 53 };

function remedies(paste: string, question?: Question): Record<string, Remedy> {
  const diagnosis = diagnosePaste(paste, '172.16.5.1', question);
  expect(diagnosis.cause).toBe('strict-rp-filter');
  return Object.fromEntries(diagnosis.remedies.map((remedy) => [remedy.id, remedy]));
}

function ruleOf(remedy: Remedy | undefined): string | undefined {
  return remedy?.plan?.steps.map((step) => step.do.join(' ')).find((command) => command.includes('rule add'));
}

describe('an answer that the rules of a user send into a VPN', () => {
  const rules = '500:\tfrom all uidrange 1000-1000 lookup 51820\n';

  test('the new rule stands before them, whoever the program runs as', () => {
    const listens =
      '[root@b ~]# ss -ltn\nState Recv-Q Send-Q Local Address:Port Peer Address:Port\nLISTEN 0 128 0.0.0.0:443 0.0.0.0:*\n';

    const found = remedies(host({ rules, packets: SYN, more: listens }), HTTPS);

    expect(ruleOf(found['policy-routing'])).toBe('ip rule add pref 499 from 172.16.5.4/32 lookup 101');
    expect(found['policy-routing']).toMatchObject({ outcome: 'repairs', recommended: true });
    expect(found['loose-rp-filter']?.outcome).toBe('depends');
  });

  test('where no preference is free before them it is no plan', () => {
    const found = remedies(host({ rules: rules.replace('500', '1'), packets: SYN }), HTTPS);

    expect(found['policy-routing']).toMatchObject({
      outcome: 'does-not-repair',
      recommended: false,
      because: 'rule 1 decides first, and no lower preference is free',
    });
    expect(found['policy-routing']?.plan).toBeUndefined();
    expect(found['policy-routing']?.then).toContain('strict-rp-filter');
  });

  test('the user of a socket that was shown is the one that counts', () => {
    const socket = (uid: number) =>
      `[root@b ~]# ss -tlne\nState Recv-Q Send-Q Local Address:Port Peer Address:Port\nLISTEN 0 128 0.0.0.0:443 0.0.0.0:* uid:${uid} ino:24 sk:1 <->\n`;

    const other = remedies(host({ rules, packets: SYN, more: socket(33) }), HTTPS);
    const itself = remedies(host({ rules, packets: SYN, more: socket(1000) }), HTTPS);

    expect(ruleOf(other['policy-routing'])).toBe('ip rule add pref 32765 from 172.16.5.4/32 lookup 101');
    expect(ruleOf(itself['policy-routing'])).toBe('ip rule add pref 499 from 172.16.5.4/32 lookup 101');
  });

  test("a ping's answer is the kernel's own", () => {
    const found = remedies(host({ rules }));

    expect(ruleOf(found['policy-routing'])).toBe('ip rule add pref 32765 from 172.16.5.4/32 lookup 101');
  });
});

test('a rule for this port alone is one that decides for it', () => {
  const rules = '300:\tfrom all ipproto tcp sport 443 lookup 51820\n';

  expect(ruleOf(remedies(host({ rules, packets: SYN }), HTTPS)['policy-routing'])).toBe(
    'ip rule add pref 299 from 172.16.5.4/32 lookup 101',
  );
  expect(ruleOf(remedies(host({ rules }))['policy-routing'])).toBe(
    'ip rule add pref 32765 from 172.16.5.4/32 lookup 101',
  );
});

describe('a host whose rule for the address stands already', () => {
  const rules = '104:\tfrom 172.16.5.4 lookup 104\n';
  const policyRouting = (routes: string): Remedy => {
    const walk = walkOf(host({ rules, more: `[root@b ~]# ip route show table 104\n${routes}` }));
    const verdict: Verdict = {
      ...reachVerdict(walk),
      cause: 'reply-leaves-other-interface',
      stage: 'wire-out',
      next: [],
    };
    const [proposed] = proposeRemedies({ walk, verdict }, { named: '172.16.5.1' });
    if (!proposed) throw new Error('no remedy');
    return tellRemedy(proposed);
  };

  test('a plan equal to it is no plan', () => {
    const remedy = policyRouting('default via 172.16.5.1 dev eth1\n');

    expect(remedy).toMatchObject({
      outcome: 'does-not-repair',
      recommended: false,
      because: 'same as rule 104, which already sends these replies by eth1 via 172.16.5.1',
    });
    expect(remedy.then).toEqual(['reply-leaves-other-interface']);
    expect(remedy.plan).toBeUndefined();
  });

  test.each([
    ['a group of next hops, one of them wrong', 'nexthop via 172.16.4.1 dev eth0'],
    ['another gateway on the same interface', 'nexthop via 172.16.5.99 dev eth1'],
  ])('%s: a rule before it repairs', (_, wrong) => {
    const remedy = policyRouting(
      `default\n\t${wrong} weight 1\n\tnexthop via 172.16.5.1 dev eth1 weight 1\n`,
    );

    expect(ruleOf(remedy)).toBe('ip rule add pref 103 from 172.16.5.4/32 lookup 101');
    expect(remedy).toMatchObject({
      outcome: 'repairs',
      because: 'requests are then accepted on eth1, and replies leave by eth1 via 172.16.5.1',
    });
  });
});

test('a UDP socket that is bound to no address may answer from another one: it depends on that', () => {
  const socket = (address: string) =>
    `[root@b ~]# ss -uln\nState Recv-Q Send-Q Local Address:Port Peer Address:Port\nUNCONN 0 0 ${address}:53 0.0.0.0:*\n`;

  const unbound = remedies(host({ packets: QUERY, more: socket('0.0.0.0') }), DNS);
  const bound = remedies(host({ packets: QUERY, more: socket('172.16.5.4') }), DNS);

  expect(unbound['policy-routing']).toMatchObject({
    outcome: 'depends',
    on: expect.stringContaining('replies from 172.16.5.4'),
  });
  expect(bound['policy-routing']).toMatchObject({ outcome: 'repairs' });
});

test('a gateway that does not answer so far: it depends on that', () => {
  const more = '[root@b ~]# ip neigh\n172.16.5.1 dev eth1 FAILED\n';

  expect(remedies(host({ more }))['policy-routing']).toMatchObject({
    outcome: 'depends',
    on: 'whether 172.16.5.1 answers on eth1: so far it does not',
  });
});

test('what would still stop it is named, and nothing that does not repair is recommended', () => {
  const more =
    '[root@b ~]# nft list ruleset\ntable inet filter {\n\tchain input {\n\t\ttype filter hook input priority filter; policy accept;\n\t\ticmp type echo-request drop\n\t}\n}\n';

  const found = Object.values(remedies(host({ more })));

  expect(found.map(({ id, outcome, recommended }) => [id, outcome, recommended])).toEqual([
    ['policy-routing', 'does-not-repair', false],
    ['loose-rp-filter', 'does-not-repair', false],
  ]);
  expect(found.map((remedy) => remedy.then)).toEqual([['firewall-drop'], ['firewall-drop']]);
});
