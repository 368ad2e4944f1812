import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FilterPacket,
  type FilterPath,
  type FilterVerdict,
  filterModel,
} from '../../src/analyzer/filters/index.ts';
import { kernelModel } from '../../src/analyzer/routes/index.ts';
import { readRuleset } from '../../src/transcript/index.ts';
import { BRIDGE_MAC, type BridgePair, CLIENT, SERVER, startBridgePair } from './bridge-namespaces.ts';

const { address: from, mac } = CLIENT;
const { address: to, bridge, port } = SERVER;

const INWARD = { iif: bridge, port, source: from, destination: to, sourceMac: mac } as const;
const OUTWARD = { oif: bridge, port, source: to, destination: from, sourceMac: BRIDGE_MAC } as const;
const ECHO = { family: 4, protocol: 'icmp', icmpCode: 0 } as const;
const ARP = { family: 4, protocol: 'arp' } as const;

/** What one ping takes: who asks for the address and is told, the request, the answer. */
const WAY: [FilterPacket, FilterPath][] = [
  [{ ...ARP, ...INWARD, arpOperation: 1, destinationMac: 'ff:ff:ff:ff:ff:ff' }, 'arp-input'],
  [{ ...ARP, ...OUTWARD, arpOperation: 2, destinationMac: mac }, 'arp-output'],
  [
    {
      ...ECHO,
      ...INWARD,
      icmpType: 8,
      ctState: 'new',
      translated: { source: false, destination: false },
      destinationMac: BRIDGE_MAC,
    },
    'prerouting',
  ],
  [{ ...ECHO, ...INWARD, icmpType: 8, ctState: 'new', destinationMac: BRIDGE_MAC }, 'input'],
  [{ ...ECHO, ...OUTWARD, icmpType: 0, ctState: 'established', destinationMac: mac }, 'output'],
  [{ ...ECHO, ...OUTWARD, icmpType: 0, ctState: 'established', destinationMac: mac }, 'postrouting'],
];

/** A chain of nft that accepts what its one rule lets pass. */
function nft(family: string, base: string, rule: string): string {
  return `nft -f - <<'END'\ntable ${family} t {\nchain c {\ntype filter hook ${base}; policy accept;\n${rule}\n}\n}\nEND`;
}

/** A script that sets up a filter, and the hooks at which it stops the ping: none where that is answered. */
const CASES: [what: string, script: string, stopsAt: FilterPath | 'nowhere'][] = [
  ['a bridge’s prerouting', nft('bridge', 'prerouting priority 0', 'ip protocol icmp drop'), 'prerouting'],
  [
    'a bridge’s input, by its port',
    nft('bridge', 'input priority 0', 'iifname eth0 ip protocol icmp drop'),
    'prerouting',
  ],
  ['a bridge’s input, by another port', nft('bridge', 'input priority 0', 'iifname eth1 drop'), 'nowhere'],
  [
    'a bridge’s input, by the bridge’s own name',
    nft('bridge', 'input priority 0', 'iifname br0 drop'),
    'nowhere',
  ],
  ['a bridge’s forward', nft('bridge', 'forward priority 0', 'drop'), 'nowhere'],
  [
    'a bridge’s output',
    nft('bridge', 'output priority 0', 'oifname eth0 ip saddr 10.8.0.2 drop'),
    'postrouting',
  ],
  ['a bridge’s postrouting', nft('bridge', 'postrouting priority 0', 'ether type ip drop'), 'postrouting'],
  [
    'ARP in a bridge’s prerouting',
    nft('bridge', 'prerouting priority 0', 'ether type arp drop'),
    'arp-input',
  ],
  [
    'an answer to ARP in a bridge’s output',
    nft('bridge', 'output priority 0', 'arp operation reply drop'),
    'arp-output',
  ],
  [
    'a hardware address',
    nft('bridge', 'input priority 0', 'ether saddr 02:00:00:00:08:01 drop'),
    'arp-input',
  ],
  [
    'another hardware address',
    nft('bridge', 'input priority 0', 'ether saddr 02:00:00:00:08:09 drop'),
    'nowhere',
  ],
  ['the arp family’s input', nft('arp', 'input priority 0', 'arp operation request drop'), 'arp-input'],
  [
    'the arp family’s input, by who asks',
    nft('arp', 'input priority 0', 'arp saddr ip 10.8.0.1 drop'),
    'arp-input',
  ],
  [
    'the arp family’s input, by the asked',
    nft('arp', 'input priority 0', 'arp daddr ip 10.8.0.2 iifname br0 drop'),
    'arp-input',
  ],
  [
    'the arp family’s input, another',
    nft('arp', 'input priority 0', 'arp daddr ip 10.8.0.3 drop'),
    'nowhere',
  ],
  ['the arp family’s output', nft('arp', 'output priority 0', 'arp operation reply drop'), 'arp-output'],
  [
    'ingress of the port',
    nft('netdev', 'ingress device eth0 priority 0', 'ip protocol icmp drop'),
    'prerouting',
  ],
  [
    'ingress of the bridge',
    nft('netdev', 'ingress device br0 priority 0', 'ip protocol icmp drop'),
    'prerouting',
  ],
  ['ingress of another port', nft('netdev', 'ingress device eth1 priority 0', 'drop'), 'nowhere'],
  [
    'ARP at a port’s ingress',
    nft('netdev', 'ingress device eth0 priority 0', 'meta protocol arp drop'),
    'arp-input',
  ],
  [
    'inet ingress sees no ARP',
    nft('inet', 'ingress device eth0 priority 0', 'meta protocol arp drop'),
    'nowhere',
  ],
  ['inet ingress', nft('inet', 'ingress device eth0 priority 0', 'ip saddr 10.8.0.1 drop'), 'prerouting'],
  [
    'egress of the bridge',
    nft('netdev', 'egress device br0 priority 0', 'ip protocol icmp drop'),
    'postrouting',
  ],
  [
    'egress of the port',
    nft('netdev', 'egress device eth0 priority 0', 'ip protocol icmp drop'),
    'postrouting',
  ],
  [
    'egress of the port, ARP',
    nft('netdev', 'egress device eth0 priority 0', 'arp operation reply drop'),
    'arp-output',
  ],
  ['ip chains see the bridge, not its port', nft('ip', 'input priority 0', 'iifname eth0 drop'), 'nowhere'],
  [
    'ip chains see the bridge',
    nft('ip', 'input priority 0', 'iifname br0 icmp type echo-request drop'),
    'input',
  ],
  ['physdev, by the port', 'iptables -A INPUT -m physdev --physdev-in eth0 -p icmp -j DROP', 'input'],
  ['physdev, another port', 'iptables -A INPUT -m physdev --physdev-in eth1 -j DROP', 'nowhere'],
  ['physdev, not another port', 'iptables -A INPUT -m physdev ! --physdev-in eth1 -p icmp -j DROP', 'input'],
  ['physdev, through a port at all', 'iptables -A INPUT -m physdev --physdev-is-in -p icmp -j DROP', 'input'],
  [
    'physdev, bridged from port to port',
    'iptables -A INPUT -m physdev --physdev-is-bridged -j DROP',
    'nowhere',
  ],
  [
    'physdev where iptables is not shown bridged packets',
    'iptables -A INPUT -m physdev --physdev-in eth0 -j DROP\nsysctl -qw net.bridge.bridge-nf-call-iptables=0',
    'nowhere',
  ],
  ['a rejecting answer', 'iptables -A INPUT -p icmp -j REJECT --reject-with icmp-host-prohibited', 'input'],
  [
    'iptables by hardware address',
    'iptables -A INPUT -m mac --mac-source 02:00:00:00:08:01 -j DROP',
    'input',
  ],
];

describe('chains of bridges, devices and ARP', () => {
  let pair: BridgePair;
  beforeAll(() => {
    pair = startBridgePair(`b${process.pid}`);
  });
  afterAll(() => pair?.stop());

  it('answers without any of them', () => {
    expect(pair.ping()).toBe(true);
  });

  it.each(CASES)('%s', (_what, script, stopsAt) => {
    pair.run(`nft flush ruleset\n${script}`);
    const { nft: text, iptables } = pair.listed();
    const key = 'net.bridge.bridge-nf-call-iptables';
    const value = pair.run(`sysctl -n ${key} 2>/dev/null || true`).trim();
    const state = { ...pair.state, sysctls: { [key]: value } };
    const ruleset = readRuleset(
      script.startsWith('iptables')
        ? [
            { kind: 'nft', text },
            { kind: 'iptables-save', text: iptables },
          ]
        : [{ kind: 'nft', text }],
    );
    const model = filterModel(ruleset, { state, routes: kernelModel(state) });

    const answered = pair.ping();
    const found = firstStop((packet, path) => model.evaluate(packet, path));
    pair.run(`nft flush ruleset\nsysctl -qw ${key}=1 2>/dev/null || true`);

    expect(found).toMatchObject({
      path: stopsAt,
      ...(stopsAt === 'nowhere' ? { verdict: 'accept' } : { verdict: expect.stringMatching(/drop|reject/) }),
    });
    expect(answered, text).toBe(stopsAt === 'nowhere');
  });
});

function firstStop(judge: (packet: FilterPacket, path: FilterPath) => FilterVerdict) {
  for (const [packet, path] of WAY) {
    const { verdict, reason } = judge(packet, path);
    if (verdict !== 'accept') return { path, verdict, reason };
  }
  return { path: 'nowhere', verdict: 'accept' };
}
