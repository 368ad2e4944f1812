import { describe, expect, it } from 'vitest';
import { explainConsole } from '../../src/triage/index.ts';

const ADDRESSES = `[root@b ~]# ip addr
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    link/ether 0a:00:00:00:00:02 brd ff:ff:ff:ff:ff:ff
    inet 10.1.0.5/24 scope global eth0
3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    link/ether 0a:00:00:00:00:03 brd ff:ff:ff:ff:ff:ff
    inet 10.2.0.5/24 scope global eth1
`;
const ROUTES = `[root@b ~]# ip route show table main
default via 10.1.0.1 dev eth0
10.1.0.0/24 dev eth0 proto kernel scope link src 10.1.0.5
10.2.0.0/24 dev eth1 proto kernel scope link src 10.2.0.5
[root@b ~]# ip route show table 101
default via 10.2.0.1 dev eth1
[root@b ~]# ip route show table local
local 10.1.0.5 dev eth0 proto kernel scope host src 10.1.0.5
broadcast 10.1.0.255 dev eth0 proto kernel scope link src 10.1.0.5
local 10.2.0.5 dev eth1 proto kernel scope host src 10.2.0.5
broadcast 10.2.0.255 dev eth1 proto kernel scope link src 10.2.0.5
`;
const RULES = `[root@b ~]# ip rule
0:\tfrom all lookup local
32766:\tfrom all lookup main
32767:\tfrom all lookup default
`;
const OWN_RULE = RULES.replace('32766', '100:\tfrom 10.2.0.5 lookup 101\n32766');
const OFF = `[root@b ~]# sysctl -a
net.ipv4.conf.all.rp_filter = 0
net.ipv4.conf.eth1.rp_filter = 0
net.ipv4.conf.eth1.forwarding = 0
net.ipv4.icmp_echo_ignore_all = 0
net.ipv4.icmp_ratelimit = 1000
net.ipv4.icmp_ratemask = 6168
[root@b ~]# nft list ruleset
`;
const NEIGHBOUR = '[root@b ~]# ip neigh\n10.2.0.1 dev eth1 lladdr 0a:00:00:00:00:01 REACHABLE\n';
const PROMPT = '[root@b ~]# \n';

function ping(sent: number, answered: readonly number[], options = ''): string {
  const replies = answered.map((seq) => `64 bytes from 10.2.0.5: icmp_seq=${seq} ttl=63 time=0.4 ms\n`);
  const lost = Math.round((100 * (sent - answered.length)) / sent);
  return `[me@pc ~]$ ping -c ${sent} ${options}10.2.0.5
PING 10.2.0.5 (10.2.0.5) 56(84) bytes of data.
${replies.join('')}
--- 10.2.0.5 ping statistics ---
${sent} packets transmitted, ${answered.length} received, ${lost}% packet loss, time 3004ms
`;
}

/** Requests and answers as a capture of the host shows them, by their sequence numbers. */
function capture(requests: readonly number[], answers: readonly number[]): string {
  const lines = requests.flatMap((seq) => [
    `10:00:0${seq}.000000 eth1  In  IP 10.9.9.9 > 10.2.0.5: ICMP echo request, id 7, seq ${seq}, length 64`,
    ...(answers.includes(seq)
      ? [
          `10:00:0${seq}.000100 eth1  Out IP 10.2.0.5 > 10.9.9.9: ICMP echo reply, id 7, seq ${seq}, length 64`,
        ]
      : []),
  ]);
  return `[root@b ~]# tcpdump -ni any icmp
listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144 bytes
${lines.join('\n')}
${lines.length} packets captured
`;
}

function explain(...sections: string[]) {
  return explainConsole(sections.join(''), { interface: 'eth1', from: '10.9.9.9', to: '10.2.0.5' }).diagnosis;
}

describe('a listing that ends with the paste', () => {
  const before = [ping(3, []), ADDRESSES, ROUTES, OFF, capture([1, 2, 3], [])] as const;

  it('does not prove that a rule is missing, and is asked for again', () => {
    const { cause, certainty, settles } = explain(...before, RULES);

    expect([cause, certainty, settles]).toEqual(['policy-rule-missing', 'likely', 'ip rule']);
  });

  it('proves it where something stands behind it', () => {
    const { cause, certainty } = explain(...before, RULES, PROMPT);

    expect([cause, certainty]).toEqual(['policy-rule-missing', 'proven']);
  });
});

describe('part of the answers', () => {
  const host = [ADDRESSES, ROUTES, OWN_RULE, OFF];
  const LIMIT = `[root@b ~]# nft list ruleset
table inet guard {
\tchain in {
\t\ttype filter hook input priority filter; policy accept;
\t\ticmp type echo-request limit rate 1/second burst 1 packets accept
\t\ticmp type echo-request counter packets 3 bytes 1668 drop
\t}
}
`;

  it('are no health where a request that came in was passed over', () => {
    const { cause, certainty } = explain(ping(2, [2]), ...host, capture([1, 2], [2]), LIMIT, PROMPT);

    expect([cause, certainty]).toEqual(['reply-rate-limited', 'proven']);
  });

  it('are health where only the first one was lost, that came nowhere', () => {
    expect(explain(ping(3, [2, 3]), ...host, capture([2, 3], [2, 3]), PROMPT).cause).toBe('healthy');
  });

  it('are a loss where the sequence numbers show that the first one was answered', () => {
    expect(explain(ping(5, [1, 2, 3, 5]), ...host, PROMPT).cause).not.toBe('healthy');
    expect(explain(ping(5, [2, 3, 4, 5]), ...host, PROMPT).cause).toBe('healthy');
  });
});

describe('answers that leave and never arrive', () => {
  const host = [ADDRESSES, ROUTES, OWN_RULE, OFF];
  const three = capture([1, 2, 3], [1, 2, 3]);

  it('may be lost for their size where large packets alone were tried', () => {
    const { cause, settles, settlesOn } = explain(
      ping(3, [], '-M do -s 1472 '),
      ...host,
      three,
      NEIGHBOUR,
      PROMPT,
    );

    expect([cause, settles, settlesOn]).toEqual(['inconclusive', 'ping -c 5 10.2.0.5', 'pc']);
  });

  it('were handed to a wrong entry where every route of the interface they left by has that next hop', () => {
    const { cause, certainty } = explain(
      ping(3, []),
      ADDRESSES,
      ROUTES,
      OFF,
      three.replaceAll(
        'eth1  In  IP',
        'eth1  In  ifindex 3 0a:00:00:00:00:01 ethertype IPv4 (0x0800), length 104:',
      ),
      '[root@b ~]# ip neigh\n10.2.0.1 dev eth1 lladdr 0a:00:00:00:00:99 PERMANENT\n',
      PROMPT,
    );

    expect([cause, certainty]).toEqual(['neighbour-wrong', 'likely']);
  });

  it("are dropped by the sender where its own filter's listing says so", () => {
    const filter = `[me@pc ~]$ sudo nft list ruleset
table ip no {
\tchain in {
\t\ttype filter hook input priority filter; policy accept;
\t\ticmp type echo-reply drop
\t}
}
`;

    const { cause, certainty } = explain(ping(3, []), filter, ...host, three, NEIGHBOUR, PROMPT);

    expect([cause, certainty]).toEqual(['sender-side', 'likely']);
  });

  it('to a sender on the own link are not said to be lost before the neighbour entries are shown', () => {
    const here = (text: string) => text.replaceAll('10.9.9.9', '10.2.0.9');

    const { cause, settles } = explainConsole(
      [ping(3, []), ADDRESSES, ROUTES, RULES, OFF, here(three), PROMPT].join(''),
      { interface: 'eth1', from: '10.2.0.9', to: '10.2.0.5' },
    ).diagnosis;

    expect([cause, settles]).toEqual(['inconclusive', 'ip neigh']);
  });
});

it('requests of a sender in the network of another interface are not missed where only the asked one was listened to', () => {
  const { cause, settles } = explainConsole(
    [
      ping(3, []),
      ADDRESSES,
      ROUTES,
      OWN_RULE,
      `[root@b ~]# tcpdump -ni eth1 icmp
listening on eth1, link-type EN10MB (Ethernet), snapshot length 262144 bytes

0 packets captured
`,
      PROMPT,
    ].join(''),
    { interface: 'eth1', from: '10.1.0.9', to: '10.2.0.5' },
  ).diagnosis;

  expect(cause).not.toBe('request-not-arriving');
  expect(settles).toBe('tcpdump -eni any host 10.2.0.5');
});

describe('echo requests that ICMP took and never answered', () => {
  const counters = (taken: number, made: number) =>
    `[root@b ~]# nstat -asz IcmpInEchos IcmpOutEchoReps\n#kernel\nIcmpInEchos ${taken} 0.0\nIcmpOutEchoReps ${made} 0.0\n`;
  const shown = (before: [number, number], after: [number, number]) =>
    explain(
      ping(3, []),
      ADDRESSES,
      ROUTES,
      OWN_RULE,
      '[root@b ~]# nft list ruleset\n',
      counters(...before),
      capture([1, 2, 3], []),
      counters(...after),
      PROMPT,
    );

  it('are ignored by a setting, as a rule', () => {
    expect(shown([12, 9], [15, 9])).toMatchObject({ cause: 'echo-ignored', certainty: 'likely' });
  });

  it('may as well be held back by a limit where every earlier one was answered', () => {
    const { cause, settles, candidates } = shown([9, 9], [12, 9]);

    expect(cause).toBe('inconclusive');
    expect(settles).toContain('net.ipv4.icmp_ratemask');
    expect(candidates?.slice(0, 2).map((one) => one.cause)).toEqual(['echo-ignored', 'reply-rate-limited']);
  });
});
