import { describe, expect, it } from 'vitest';
import { explainConsole } from '../../src/triage/index.ts';

const flow = {
  interface: 'eth1',
  from: '10.9.9.9',
  to: '10.2.0.5',
  protocol: 'icmp',
  gateway: '10.2.0.1',
} as const;
const STRICT = `b# ip route
default via 10.1.0.1 dev eth0
10.1.0.0/24 dev eth0 proto kernel scope link src 10.1.0.5
10.2.0.0/24 dev eth1 proto kernel scope link src 10.2.0.5
b# sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.eth1.rp_filter
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.eth1.rp_filter = 1
`;
const NO_FILTER = 'b# nft list ruleset\nb# iptables-save\nb# ip6tables-save\nb# \n';
const ECHOES = 'b# sysctl net.ipv4.icmp_echo_ignore_all\nnet.ipv4.icmp_echo_ignore_all = 0\n';

function outcomeOf(text: string, id = 'policy-routing'): string | undefined {
  return explainConsole(text, flow).diagnosis.remedies.find((remedy) => remedy.id === id)?.outcome;
}

describe('a remedy for what stops the request first', () => {
  it('depends on the stages behind, where they were not shown', () => {
    expect(outcomeOf(STRICT)).toBe('depends');
    expect(outcomeOf(STRICT + ECHOES)).toBe('depends');
  });

  it('repairs where another address of the host answers the same sender', () => {
    const sibling = `me@pc:~$ ping -c 1 10.1.0.5
PING 10.1.0.5 (10.1.0.5) 56(84) bytes of data.
64 bytes from 10.1.0.5: icmp_seq=1 ttl=64 time=0.391 ms

--- 10.1.0.5 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 0ms
`;
    expect(outcomeOf(sibling + STRICT)).toBe('repairs');
  });

  it('is not the loose mode where the answers would go to containers of this host', () => {
    const overlap = STRICT.replace(
      'default via',
      '10.9.0.0/16 dev docker0 proto kernel scope link src 10.9.0.1\ndefault via',
    );

    expect(outcomeOf(overlap + NO_FILTER + ECHOES, 'loose-rp-filter')).toBe('does-not-repair');
  });
});
