import { describe, expect, test } from 'vitest';
import { foretell, readTranscript } from '../../src/library.ts';

const CONSOLE = `[root@server ~]# ip addr
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN
    inet 127.0.0.1/8 scope host lo
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP
    inet 172.16.4.4/24 brd 172.16.4.255 scope global noprefixroute eth0
3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP
    inet 172.16.5.4/24 brd 172.16.5.255 scope global noprefixroute eth1
[root@server ~]# ip rule
0:\tfrom all lookup local
32766:\tfrom all lookup main
32767:\tfrom all lookup default
[root@server ~]# ip route show table all
default via 172.16.4.1 dev eth0 proto static metric 100
172.16.4.0/24 dev eth0 proto kernel scope link src 172.16.4.4 metric 100
172.16.5.0/24 dev eth1 proto kernel scope link src 172.16.5.4 metric 101
local 172.16.4.4 dev eth0 table local proto kernel scope host src 172.16.4.4
local 172.16.5.4 dev eth1 table local proto kernel scope host src 172.16.5.4
[root@server ~]# sysctl -a -r rp_filter
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.eth0.rp_filter = 1
net.ipv4.conf.eth1.rp_filter = 1
[root@server ~]# nmcli device
DEVICE  TYPE      STATE      CONNECTION
eth0    ethernet  connected  net0
eth1    ethernet  connected  Wired 2
`;

function forecast(change: string, text = CONSOLE) {
  const read = readTranscript(text);
  const [observation] = read.kind === 'read' ? read.observations : [];
  if (observation === undefined) throw new Error('nothing was read');
  return foretell(observation, change);
}

const outcomesOf = (change: string, address: string) =>
  forecast(change).rows.flatMap((row) => (row.address === address ? [row.outcome] : []));

describe('nmcli', () => {
  test('a profile that is changed changes nothing before it is activated, by its name with a space too', () => {
    const modified = forecast('nmcli con mod "Wired 2" ipv4.addresses 172.16.5.14/24');
    const activated = 'nmcli con mod "Wired 2" ipv4.addresses 172.16.5.14/24 && nmcli con up "Wired 2"';

    expect(modified).toMatchObject({
      form: 'nmcli',
      lines: [{ outcome: 'nothing' }],
      counts: { stops: 0, unknown: 0 },
    });
    expect(outcomesOf(activated, '172.16.5.4')).toContain('stops');
    expect(outcomesOf(activated, '172.16.5.14')).toContain('repairs');
  });

  test('routes and rules of a profile repair an address', () => {
    const change = `nmcli con mod "Wired 2" +ipv4.routes "0.0.0.0/0 172.16.5.1 table=105" +ipv4.routing-rules "priority 105 from 172.16.5.4 table 105"
nmcli device reapply eth1`;

    expect(outcomesOf(change, '172.16.5.4')).toContain('repairs');
  });

  test('a profile that nothing shows leaves everything open', () => {
    const { counts, rows } = forecast('nmcli con up office');

    expect(counts.unknown).toBe(rows.length);
  });
});

describe('netplan', () => {
  test('what a file leaves out goes, and what it does not name stays', () => {
    const change = 'network:\n  version: 2\n  ethernets:\n    eth0:\n      addresses: [172.16.4.4/24]\n';

    const { form, rows } = forecast(change);

    expect(form).toBe('netplan');
    expect(rows.find(({ kind }) => kind === 'started')?.outcome).toBe('stops');
    expect(outcomesOf(change, '172.16.5.4')).not.toContain('stops');
  });

  test('a lease that is not there yet, and what is not read, leave their interface open', () => {
    const lease = forecast('network:\n  ethernets:\n    eth1:\n      dhcp4: true\n');
    const bridge = forecast('network:\n  bridges:\n    br0:\n      interfaces: [eth1]\n');

    expect(
      lease.rows.filter(({ interface: dev, outcome }) => dev === 'eth1' && outcome !== 'unknown'),
    ).toEqual([]);
    expect(lease.rows.some(({ outcome }) => outcome === 'unchanged')).toBe(true);
    expect(bridge.counts.unknown).toBe(bridge.rows.length);
  });
});

describe('a bridge, bond or VLAN of netplan', () => {
  const by = (section: string, entry: string, eth1 = '{}') =>
    `network:\n  ${section}:\n    new0: { ${entry} }\n  ethernets:\n    eth1: ${eth1}\n`;
  const POLICY =
    'routes: [{to: default, via: 172.16.5.1, table: 105}], routing-policy: [{from: 172.16.5.4, table: 105}]';

  test.each([
    ['bridges', 'interfaces: [eth1], parameters: {stp: false}'],
    ['bonds', 'interfaces: [eth1], parameters: {mode: active-backup}'],
  ])('%s take the address of their port over, which is asked for as before', (section, entry) => {
    const file = by(section, `${entry}, addresses: [172.16.5.4/24], ${POLICY}`);
    const { rows, assumptions } = forecast(file);

    const own = rows.filter(({ address }) => address === '172.16.5.4');
    expect(new Set(own.map((row) => row.interface))).toEqual(new Set(['new0']));
    expect(own.find(({ from }) => from === 'elsewhere')).toMatchObject({
      before: { status: 'stopped' },
      after: { status: 'answered', leaves: [{ interface: 'new0', gateway: '172.16.5.1' }] },
    });
    expect(assumptions).toContainEqual(expect.stringMatching(/^new0 begins with the settings/));
  });

  test('a bridge of a bond, whatever stands first in the file', () => {
    const file = `network:
  bridges:
    br0: { interfaces: [bond0], addresses: [172.16.5.4/24], ${POLICY} }
  bonds:
    bond0: { interfaces: [eth1] }
  ethernets:
    eth1: {}
`;

    expect(
      forecast(file).rows.filter(({ address, from }) => address === '172.16.5.4' && from === 'elsewhere'),
    ).toMatchObject([{ interface: 'br0', before: { status: 'stopped' }, after: { status: 'answered' } }]);
    expect(outcomesOf(file.replace('[eth1]', '[br0]'), '172.16.5.4')).not.toContain('repairs');
  });

  test('a VLAN has an address of its own, and leaves that of the interface below', () => {
    const entry = 'id: 7, link: eth1, addresses: [10.7.0.4/24], routes: [{to: 10.0.0.0/8, via: 10.7.0.1}]';
    const { rows } = forecast(by('vlans', entry, '{ addresses: [172.16.5.4/24] }'));

    expect(rows).toContainEqual(
      expect.objectContaining({
        interface: 'new0',
        address: '10.7.0.4',
        from: '10.7.0.1',
        outcome: 'repairs',
      }),
    );
    expect(rows.filter(({ interface: name, outcome }) => name === 'eth1' && outcome === 'stops')).toEqual([]);
  });

  test.each([
    ['a port that nobody shows', by('bridges', 'interfaces: [eth7], addresses: [172.16.5.4/24]')],
    ['a lease', by('bridges', 'interfaces: [eth1], dhcp4: true')],
    ['no port', by('bonds', 'addresses: [172.16.5.4/24]')],
    ['another kind', by('tunnels', 'mode: gre, local: 172.16.4.4, remote: 172.16.9.9')],
  ])('leaves what asks for the address open with %s', (_what, file) => {
    const own = forecast(file).rows.filter(({ address }) => address === '172.16.5.4');

    expect(new Set(own.map(({ outcome }) => outcome))).toEqual(new Set(['unknown']));
  });
});

describe('lines of ip', () => {
  test('an interface that is up cannot join a bond', () => {
    const { lines } = forecast(
      'ip link add bond0 type bond\nip link set eth1 master bond0\nip link set eth1 down\nip link set eth1 master bond0',
    );

    expect(lines.map(({ outcome, error }) => error ?? outcome)).toEqual(['made', 'EPERM', 'made', 'made']);
  });
});

describe('what is taken for granted is said', () => {
  const LEASED = CONSOLE.replace(
    'scope global noprefixroute eth0',
    'scope global dynamic noprefixroute eth0',
  );
  const FOREIGN = CONSOLE.replace('32766:', '1000:\tfrom 172.16.5.4 lookup 105\n32766:');
  const file = (dev: string, settings: string) => `network:\n  ethernets:\n    ${dev}: { ${settings} }\n`;

  test.each([
    ['a lease that stays', LEASED, file('eth0', 'dhcp4: true'), /^eth0 keeps the lease/],
    [
      'a lease of a profile',
      LEASED,
      'nmcli con mod net0 +ipv4.routes "10.0.0.0/8 172.16.4.9" && nmcli con up net0',
      /^eth0 keeps the lease/,
    ],
    [
      'a rule of nobody',
      FOREIGN,
      file('eth1', 'addresses: [172.16.5.4/24]'),
      /ManageForeignRoutingPolicyRules=no/,
    ],
  ])('%s', (_what, text, change, said) => {
    expect(forecast(change, text).assumptions).toContainEqual(expect.stringMatching(said));
  });

  test('and nothing of what is not there', () => {
    const { assumptions } = forecast(file('eth1', 'addresses: [172.16.5.4/24]'));

    expect(assumptions.filter((one) => /lease|systemd-networkd removes/.test(one))).toEqual([]);
  });
});
