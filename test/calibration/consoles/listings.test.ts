import { describe, expect, it } from 'vitest';
import { named, useLab } from '../../support/lab.ts';
import { answerOf } from './answer-of.ts';
import type { ConsoleSection } from './console.ts';
import { capturedDevices, captureOn, nftTables, vrfLinks } from './listings.ts';

const lab = useLab({ name: named('calibration-listings') });

async function shown(command: string): Promise<string> {
  const { stdout, stderr } = await lab.current.exec('server-b', ['sh', '-c', command]);
  return `${stdout}${stderr}`.replace(/\s+$/, '');
}

async function section(command: string): Promise<ConsoleSection> {
  return { host: 'server-b', command, output: await shown(command) };
}

/** Without blanks at the ends of lines, which a paste loses. */
function lasting(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const WIDE = [
  'ip addr',
  'ip -d link',
  'ip rule',
  'ip -4 route show table all',
  'ip -6 route show table all',
  'ip neigh',
  'sysctl -a',
  'nft list ruleset',
  'ss -tuln',
];

describe('what a wide listing tells of a narrow one', () => {
  it('is what the host prints for the narrow one', async () => {
    await shown(
      'ip route add default via 172.16.5.1 dev eth1 table 101; ip rule add pref 1005 from 172.16.5.4 lookup 101',
    );
    await shown(
      "nft add table ip one; nft add table inet two; nft 'add chain inet two in { type filter hook input priority 0 ; }'",
    );
    // Routes of an address appear once nobody else was found to have it.
    await shown('for n in $(seq 50); do ip -6 addr show tentative | grep -q inet6 || break; sleep 0.2; done');
    await shown('ping -n -c 1 -W 1 172.16.4.1; ping -n -c 1 -W 1 172.16.5.1');
    const recording: ConsoleSection[] = [];
    for (const command of WIDE) recording.push(await section(command));

    for (const command of [
      'ip addr show eth1',
      'ip addr show dev lo',
      'ip addr show nothing0',
      'ip -d link show eth2',
      'ip -d link show type vrf',
      'ip rule',
      'ip route show table 101',
      'ip route show table main',
      'ip route',
      'ip route show table 77',
      'ip -6 route show table local',
      'ip -6 route show table 77',
      'ip neigh show dev eth0',
      'sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.eth1.rp_filter',
      "sysctl -a -r '^net.ipv4.conf.eth1.*rp_filter'",
      'nft list table inet two',
      'nft list table ip nothing',
    ]) {
      const [answer] = answerOf(recording, command, 'server-b') ?? [];

      expect(lasting(answer?.output ?? 'not known'), command).toBe(
        lasting(firstLine(command, await shown(command))),
      );
    }
  });
});

/** nft repeats the command below its error; what counts is the error. */
function firstLine(command: string, output: string): string {
  return command.startsWith('nft') && output.startsWith('Error') ? (output.split('\n')[0] ?? '') : output;
}

const COOKED = [
  'tcpdump: data link type LINUX_SLL2',
  'listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144 bytes',
  '13:22:40.1 eth1  B   ifindex 3 02:00:00:00:00:01 ethertype ARP (0x0806), length 48: Request who-has 10.0.1.4 tell 10.0.1.1, length 28',
  '13:22:40.2 eth1  In  ifindex 3 02:00:00:00:00:01 ethertype IPv4 (0x0800), length 104: 10.9.0.4 > 10.0.1.4: ICMP echo request, id 5, seq 1, length 64',
  '13:22:40.3 eth0  Out ifindex 2 02:00:00:00:00:02 ethertype IPv4 (0x0800), length 104: 10.0.1.4 > 10.9.0.4: ICMP echo reply, id 5, seq 1, length 64',
].join('\n');

describe('a capture on one interface', () => {
  it('has the packets of that interface, without interface, direction and hardware addresses', () => {
    expect(capturedDevices(COOKED)).toEqual(['eth1', 'eth0']);
    expect(captureOn(COOKED, 'eth1')).toBe(
      [
        'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode',
        'listening on eth1, link-type EN10MB (Ethernet), snapshot length 262144 bytes',
        '13:22:40.1 ARP, Request who-has 10.0.1.4 tell 10.0.1.1, length 28',
        '13:22:40.2 IP 10.9.0.4 > 10.0.1.4: ICMP echo request, id 5, seq 1, length 64',
        '',
        '2 packets captured',
        '2 packets received by filter',
        '0 packets dropped by kernel',
      ].join('\n'),
    );
  });
});

describe('links and tables', () => {
  it('are taken apart by their heads', () => {
    const links = [
      '2: eth0: <UP> mtu 1500',
      '    link/ether 02:00:00:00:00:02',
      '5: blue: <NOARP,MASTER,UP> mtu 65575',
      '    vrf table 10 addrgenmode eui64',
    ].join('\n');

    expect(vrfLinks(links)).toBe('5: blue: <NOARP,MASTER,UP> mtu 65575\n    vrf table 10 addrgenmode eui64');
    expect([...nftTables('table ip a {\n}\ntable inet b {\n\tchain c {\n\t}\n}').keys()]).toEqual([
      'ip a',
      'inet b',
    ]);
  });
});
