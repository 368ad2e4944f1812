import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../src/analyzer/model/index.ts';
import { observationOf } from './reading.ts';

function logged(...lines: string[]): LogEntry[] {
  return (
    observationOf(`# dmesg\n${lines.join('\n')}\n# ip rule\n0:\tfrom all lookup local\n# \n`).state
      .kernelLog ?? []
  );
}

describe('the kernel log', () => {
  it.each<[string, object]>([
    [
      '[81234.551] IPv4: martian source 10.7.2.9 from 10.7.1.30, on dev eth1',
      { kind: 'martian', destination: '10.7.2.9', source: '10.7.1.30', device: 'eth1' },
    ],
    [
      'Mar  3 10:00:00 h kernel: martian destination 0.0.0.0 from 10.7.1.30, dev eth1',
      { kind: 'martian', destination: '0.0.0.0', source: '10.7.1.30', device: 'eth1' },
    ],
    ['[1.5] nf_conntrack: nf_conntrack: table full, dropping packet', { kind: 'conntrack-full' }],
    ['nf_conntrack: table full, dropping packet.', { kind: 'conntrack-full' }],
    ['[9.1] neighbour: arp_cache: neighbor table overflow!', { kind: 'neighbour-table-full' }],
    [
      '[7.0] IPv6: eth1: IPv6 duplicate address fe80::1 used by 02:00:00:00:00:AB detected!',
      { kind: 'duplicate-address', device: 'eth1', address: 'fe80::1', macs: ['02:00:00:00:00:ab'] },
    ],
    [
      '[3.0] TCP: request_sock_TCP: Possible SYN flooding on port 443. Sending cookies.',
      { kind: 'syn-flood', port: 443 },
    ],
    [
      '[3.0] TCP: request_sock_TCP: Possible SYN flooding on port 0.0.0.0:80. Sending cookies.',
      { kind: 'syn-flood', port: 80 },
    ],
    ['[ 91.2] e1000e 0000:00:19.0 eth1: NIC Link is Down', { kind: 'link', device: 'eth1', state: 'down' }],
    [
      '[ 95.7] e1000e: eth1 NIC Link is Up 1000 Mbps Full Duplex',
      { kind: 'link', device: 'eth1', state: 'up' },
    ],
    ['[ 95.7] tg3 0000:02:00.0 em2: Link is down', { kind: 'link', device: 'em2', state: 'down' }],
    [
      '[ 4.0] IPv6: ADDRCONF(NETDEV_UP): eth1: link is not ready',
      { kind: 'link', device: 'eth1', state: 'down' },
    ],
    [
      '[ 4.0] IPv6: ADDRCONF(NETDEV_CHANGE): eth1: link becomes ready',
      { kind: 'link', device: 'eth1', state: 'up' },
    ],
    [
      'Mar  3 10:00:00 h systemd-networkd[612]: eth1: Lost carrier',
      { kind: 'link', device: 'eth1', state: 'down' },
    ],
    [
      '[ 2.0] virtio_net virtio1 ens4: renamed from eth1',
      { kind: 'link', device: 'ens4', renamedFrom: 'eth1' },
    ],
    [
      '[ 2.0] bond0: (slave eth1): link status definitely down, disabling slave',
      { kind: 'link', device: 'eth1', state: 'down' },
    ],
    ['[ 2.0] br0: port 2(eth1) entered disabled state', { kind: 'link', device: 'eth1', state: 'down' }],
    ['[ 2.0] NETDEV WATCHDOG: eth1 (r8169): transmit queue 0 timed out', { kind: 'link', device: 'eth1' }],
  ])('%s', (line, entry) => {
    expect(logged(line)).toEqual([{ ...entry, line }]);
  });

  it('joins the link header to the martian before it', () => {
    const lines = [
      '[81234.551] IPv4: martian source 10.7.2.9 from 10.7.1.30, on dev eth1',
      '[81234.552] ll header: 00000000: 02 00 00 00 00 01 02 00 00 00 00 02 08 00',
    ];

    expect(logged(...lines)).toMatchObject([
      { kind: 'martian', destinationMac: '02:00:00:00:00:01', sourceMac: '02:00:00:00:00:02' },
    ]);
  });

  it('tells the fields of what a firewall logged', () => {
    const [tcp] = logged(
      '[12.1] DROP-IN: IN=eth1 OUT= MAC=02:00:00:00:00:01:02:00:00:00:00:02:08:00 SRC=10.9.0.4 DST=10.1.0.5 LEN=60 TOS=0x00 ' +
        'PREC=0x00 TTL=63 ID=4711 DF PROTO=TCP SPT=40001 DPT=443 WINDOW=64240 RES=0x00 SYN URGP=0 MARK=0x10',
    );
    const [icmp] = logged(
      '[12.1] [UFW BLOCK] IN=eth1 OUT= SRC=10.9.0.4 DST=10.1.0.5 LEN=84 ID=77 PROTO=ICMP TYPE=8 CODE=0 ID=3 SEQ=1',
    );

    expect(tcp).toMatchObject({
      kind: 'filter',
      prefix: 'DROP-IN:',
      in: 'eth1',
      source: '10.9.0.4',
      destination: '10.1.0.5',
      protocol: 'tcp',
      sourcePort: 40001,
      port: 443,
      sourceMac: '02:00:00:00:00:02',
      destinationMac: '02:00:00:00:00:01',
      tcpFlags: ['SYN'],
      mark: 16,
    });
    expect(tcp).not.toHaveProperty('out');
    expect(icmp).toMatchObject({
      prefix: '[UFW BLOCK]',
      protocol: 'icmp',
      icmpType: 8,
      icmpId: 3,
      icmpSequence: 1,
    });
  });

  it('writes addresses as ip does', () => {
    const { state } = observationOf(
      'kernel: rpfilter_DROP: IN=wlan0 OUT= MAC=33:33:00:00:00:fb:02:00:00:00:00:01:86:dd SRC=fe80:0000:0000:0000:0000:0000:0000:0001 ' +
        'DST=2001:0db8:0005:0000:0000:0001:0000:0080 LEN=104 HOPLIMIT=63 PROTO=ICMPv6 TYPE=128 CODE=0 ID=4 SEQ=1\n',
    );

    expect(state.kernelLog).toMatchObject([
      {
        prefix: 'rpfilter_DROP:',
        source: 'fe80::1',
        destination: '2001:db8:5::1:0:80',
        protocol: 'icmp',
        icmpType: 128,
      },
    ]);
  });

  it('keeps what an ICMP error is about apart from the packet itself', () => {
    const [entry] = logged(
      '[1.0] X IN=eth0 OUT= SRC=10.0.0.1 DST=10.0.0.5 PROTO=ICMP TYPE=3 CODE=1 [SRC=10.0.0.5 DST=10.9.9.9 PROTO=TCP SPT=1 DPT=2 ]',
    );

    expect(entry).toMatchObject({ source: '10.0.0.1', destination: '10.0.0.5', protocol: 'icmp' });
  });

  it('leaves out what says nothing of packets or links', () => {
    expect(logged('[1.0] usb 1-1: new high-speed USB device', '[2.0] EXT4-fs (sda1): mounted')).toEqual([]);
  });
});
