import { describe, expect, it } from 'vitest';
import { explainConsole } from '../../src/triage/index.ts';

const flow = { interface: 'eth1', from: '10.7.7.9', to: '10.44.2.10', protocol: 'icmp' } as const;
const LINE =
  'IN=eth1 OUT= MAC=02:00:00:00:0a:02:02:00:00:00:0a:fe:08:00 SRC=10.7.7.9 DST=10.44.2.10 LEN=84 TTL=62 PROTO=ICMP TYPE=8 CODE=0 ID=77 SEQ=1';
const STRICT = `
gw# ip route
default via 10.44.1.1 dev eth0
10.44.1.0/24 dev eth0 proto kernel scope link src 10.44.1.10
10.44.2.0/24 dev eth1 proto kernel scope link src 10.44.2.10
gw# sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.eth1.rp_filter
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.eth1.rp_filter = 1`;

function causeOf(text: string): string[] {
  const { cause, certainty, stage } = explainConsole(text, flow).diagnosis;
  return [cause, certainty, stage ?? ''];
}

function chain(name: string, hook: string, rule: string): string {
  return `gw# nft list ruleset
table inet f {
	chain ${name} {
		type filter hook ${hook} priority filter; policy accept;
		${rule}
	}
}
`;
}

describe('a line that the packet filter logged', () => {
  it('of a rule of input that drops tells that source validation had accepted the packet', () => {
    const text = `${chain('in', 'input', 'meta mark 7 log prefix "x " drop')}gw# dmesg\n[ 1.000000] x ${LINE}\n`;

    expect(causeOf(text + STRICT)).toEqual(['firewall-drop', 'proven', 'input']);
  });

  it('of a rule before routing that drops nothing tells that the packet came, and no more', () => {
    const text = `${chain('pre', 'prerouting', 'log prefix "x "')}gw# dmesg\n[ 1.000000] x ${LINE}\n`;

    expect(causeOf(text + STRICT)).toEqual(['strict-rp-filter', 'likely', 'source-validation']);
  });

  it('of another sender, port or ICMP type is not this flow', () => {
    for (const other of [
      LINE.replace('SRC=10.7.7.9', 'SRC=10.9.9.9'),
      LINE.replace('PROTO=ICMP TYPE=8 CODE=0', 'PROTO=TCP SPT=1 DPT=445'),
      LINE.replace('TYPE=8', 'TYPE=13'),
    ])
      expect(causeOf(`gw# dmesg\n[ 1.000000] DROP ${other}\n`)[0]).not.toBe('firewall-drop');
  });

  it('on the way out is of the answer', () => {
    const answer = LINE.replace('IN=eth1 OUT=', 'IN= OUT=eth1')
      .replace('SRC=10.7.7.9 DST=10.44.2.10', 'SRC=10.44.2.10 DST=10.7.7.9')
      .replace('TYPE=8', 'TYPE=0');

    expect(causeOf(`gw# dmesg\n[ 1.000000] OUT-DROP: ${answer}\n`)).toEqual([
      'firewall-drop',
      'proven',
      'output',
    ]);
  });
});

describe("nft's trace", () => {
  const head = (chainName: string) =>
    `trace id 7c1d0b21 inet main ${chainName} packet: iif "eth1" ip saddr 10.7.7.9 ip daddr 10.44.2.10 ip length 84 icmp type echo-request icmp code 0 icmp id 21 icmp sequence 1`;

  it('ends in the rule or policy that drops', () => {
    for (const end of [
      'rule counter packets 1 bytes 84 drop (verdict drop)',
      'policy drop',
      'rule reject (verdict drop)',
    ])
      expect(
        causeOf(`gw# nft monitor trace\n${head('in')}\ntrace id 7c1d0b21 inet main in ${end}\n`)[0],
      ).toBe('firewall-drop');
  });

  it('tells nothing of a drop where every chain lets the packet go on', () => {
    const text = `gw# nft monitor trace\n${head('in')}\ntrace id 7c1d0b21 inet main in policy accept\n`;

    expect(causeOf(text)[0]).toBe('inconclusive');
  });
});

describe('the counter of a rule that may decide', () => {
  const listing = (packets: number) => `gw# iptables -nvL INPUT
Chain INPUT (policy ACCEPT 0 packets, 0 bytes)
 pkts bytes target     prot opt in     out     source               destination
${String(packets).padStart(5)}  9320 DROP       all  --  *      *       0.0.0.0/0            0.0.0.0/0            match-set banned src
`;
  const ping = `me@pc:~$ ping -c 5 10.44.2.10
PING 10.44.2.10 (10.44.2.10) 56(84) bytes of data.

--- 10.44.2.10 ping statistics ---
5 packets transmitted, 0 received, 100% packet loss, time 4126ms

`;

  it('shows the drop where it rose by exactly the requests', () => {
    expect(causeOf(listing(230) + ping + listing(235))).toEqual(['firewall-drop', 'proven', 'input']);
  });

  it('shows nothing where it did not rise, or by less', () => {
    expect(causeOf(listing(230) + ping + listing(230))[0]).toBe('inconclusive');
    expect(causeOf(listing(230) + ping + listing(232))[0]).toBe('inconclusive');
  });
});

describe('an ICMP error of the host itself', () => {
  it('that says "prohibited" is of a rule of its own, and of a router of that router', () => {
    const ping = (from: string) => `me@pc:~$ ping -c 1 10.44.2.10
PING 10.44.2.10 (10.44.2.10) 56(84) bytes of data.
From ${from} icmp_seq=1 Destination Host Prohibited

--- 10.44.2.10 ping statistics ---
1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms
`;

    expect(causeOf(ping('10.44.2.10') + STRICT)[0]).toBe('firewall-drop');
    expect(causeOf(ping('10.7.7.1') + STRICT)[0]).toBe('request-not-arriving');
  });
});
