import { describe, expect, it } from 'vitest';
import { covers, Observation } from '../../src/analyzer/model/index.ts';
import { fixture, observationOf } from './reading.ts';

describe('CentOS 7', () => {
  const observation = observationOf(fixture('centos7.txt'));
  const { state } = observation;

  it('is read without a gap', () => {
    expect(() => Observation.parse(observation)).not.toThrow();
    expect([...state.gaps, ...observation.gaps]).toEqual([]);
    expect(state.kernelRelease).toBe('3.10.0-1160.el7.x86_64');
    expect(state.addresses?.map(({ dev, local, validLifetime }) => [dev, local, validLifetime])).toEqual([
      ['lo', '127.0.0.1', undefined],
      ['eth0', '172.16.4.2', 215],
      ['eth1', '172.16.5.4', 301],
    ]);
  });

  it('resolves the policy table by its name', () => {
    expect(state.rules[4]?.[1]).toMatchObject({
      from: '172.16.5.4/32',
      action: { kind: 'lookup', table: '201' },
    });
    expect(state.coverage.routes).toEqual([
      { family: 4, table: '201' },
      { family: 6, table: '254' },
    ]);
    expect(state.routes[6]?.[0]).toMatchObject({ type: 'unreachable', destination: '::/96', metric: 1024 });
  });

  it('reads the rest', () => {
    expect(observation.captures[0]?.packets).toMatchObject([
      { direction: 'in', sourceMac: '02:00:05:11:22:33' },
    ]);
    expect(state.configuredGateways).toEqual([
      { dev: 'eth1', address: '172.16.5.1', source: '/etc/sysconfig/network-scripts/ifcfg-eth1' },
    ]);
    expect(state.owners).toMatchObject({ eth1: { owner: 'network-scripts' } });
    expect(state.kernelLog).toHaveLength(1);
    expect(
      state.sockets?.map(({ localAddress, localPort, peerAddress }) => [
        localAddress,
        localPort,
        peerAddress,
      ]),
    ).toEqual([
      ['*', 68, undefined],
      ['*', 22, undefined],
      ['172.16.4.2', 22, '172.16.0.1'],
      ['::', 22, undefined],
    ]);
  });
});

describe('BusyBox, recorded', () => {
  const { state, oracle, probes } = observationOf(fixture('busybox-1.35.txt'));

  it('is read as far as it tells', () => {
    expect(state.gaps).toEqual([]);
    expect(state.coverage.routes).toEqual([{ family: 4 }, { family: 6 }]);
    expect(state.rules[4]).toHaveLength(11);
    expect(state.addresses?.find(({ local }) => local === '172.16.5.14')).toMatchObject({
      dev: 'eth1',
      flags: ['secondary'],
    });
    expect(oracle.map(({ answer }) => answer.kind)).toEqual(['route', 'route']);
    expect(probes.map(({ sent, received }) => [sent, received])).toEqual([
      [2, 2],
      [1, 0],
    ]);
  });

  it('does not pretend to know the next hops and actions that BusyBox leaves out', () => {
    expect(
      state.routes[4]?.find(({ destination }) => destination === '10.70.0.0/16')?.notUnderstood,
    ).toBeDefined();
    expect(
      state.rules[4]
        ?.filter(({ notUnderstood }) => notUnderstood !== undefined)
        .map((rule) => rule.preference),
    ).toEqual([202, 203, 204]);
  });
});

describe('net-tools, recorded', () => {
  const observation = observationOf(fixture('net-tools-2.10.txt'));
  const { state } = observation;

  it('reads ifconfig, and does not take its addresses for all', () => {
    expect(state.gaps).toEqual([]);
    expect(state.addresses?.find(({ label }) => label === 'eth1:1')).toMatchObject({
      dev: 'eth1',
      local: '172.16.5.14',
      prefixLength: 24,
    });
    expect(state.links?.find(({ name }) => name === 'eth1')).toMatchObject({
      mac: '52:54:00:00:0b:01',
      mtu: 1500,
    });
    expect(covers(state.coverage, 'addresses', { family: 4, device: 'eth0' })).toBe(false);
  });

  it('reads the main table from route -n and netstat -rn', () => {
    expect(state.coverage.routes).toEqual([
      { family: 4, table: '254' },
      { family: 6, table: '254' },
    ]);
    expect(state.routes[4]?.[0]).toEqual({
      family: 4,
      type: 'unicast',
      destination: '0.0.0.0/0',
      table: '254',
      nextHops: [{ dev: 'eth0', gateway: '172.16.4.1', flags: [] }],
    });
    expect(state.routes[4]?.find(({ destination }) => destination === '10.66.0.0/16')?.type).toBe(
      'unreachable',
    );
  });

  it('reads the counters of netstat -s by name', () => {
    expect(observation.counters[0]?.values).toMatchObject({ 'Icmp.InEchos': 1, 'Icmp.OutEchoReps': 1 });
  });
});

describe('settings and counters, recorded', () => {
  const observation = observationOf(fixture('settings-and-counters.txt'));

  it('reads sysctl in every form as the same keys', () => {
    expect(observation.state.sysctls).toEqual({
      'net.ipv4.conf.all.rp_filter': '1',
      'net.ipv4.conf.default.rp_filter': '0',
      'net.ipv4.conf.eth0.rp_filter': '0',
      'net.ipv4.conf.eth1.rp_filter': '1',
      'net.ipv4.conf.lo.rp_filter': '0',
      'net.ipv4.ip_forward': '0',
    });
    expect(observation.state.gaps).toEqual([]);
  });

  it('joins the files of one moment to one snapshot', () => {
    expect(observation.counters).toHaveLength(2);
    for (const { values } of observation.counters) {
      expect(values['TcpExt.IPReversePathFilter']).toBeTypeOf('number');
      expect(values['Icmp6.InEchos']).toBeTypeOf('number');
    }
  });
});

describe('packet filters, recorded', () => {
  it('keeps each listing once', () => {
    const { state } = observationOf(fixture('filters.txt'));

    expect(state.filters?.listings.map(({ kind }) => kind)).toEqual([
      'nft',
      'nft-json',
      'iptables-save',
      'ip6tables-save',
    ]);
    expect(state.filters?.listings[0]?.text).toContain('fib saddr . iif oif missing');
  });
});

describe('configuration that names a gateway', () => {
  it.each([
    [
      '/etc/netplan/60-x.yaml',
      'network:\n  ethernets:\n    eth1:\n      routes:\n        - to: default\n          via: 10.1.0.1\n          table: 100\n',
      'netplan',
    ],
    [
      '/etc/netplan/50-x.yaml',
      'network:\n    ethernets:\n        eth1:\n            gateway4: 10.1.0.1\n',
      'netplan',
    ],
    [
      '/etc/network/interfaces',
      'auto eth1\niface eth1 inet static\n  address 10.1.0.5/24\n  gateway 10.1.0.1\n',
      'ifupdown',
    ],
    [
      '/etc/systemd/network/20-eth1.network',
      '[Match]\nName=eth1\n[Network]\nGateway=10.1.0.1\n',
      'systemd-networkd',
    ],
    [
      '/run/systemd/network/10-netplan-eth1.network',
      '[Match]\nName=eth1\n[Route]\nGateway=10.1.0.1\n',
      'netplan',
    ],
    [
      '/etc/NetworkManager/system-connections/a.nmconnection',
      '[connection]\ninterface-name=eth1\n[ipv4]\naddress1=10.1.0.5/24,10.1.0.1\n',
      'NetworkManager',
    ],
    [
      '/etc/sysconfig/network-scripts/route-eth1',
      'default via 10.1.0.1 dev eth1 table 100\n',
      'network-scripts',
    ],
    [
      '/var/lib/dhcp/dhclient.eth1.leases',
      'lease {\n  interface "eth1";\n  option routers 10.1.0.1;\n}\n',
      undefined,
    ],
  ])('%s', (path, text, owner) => {
    const { state } = observationOf(`# cat ${path}\n${text}`);

    expect(state.configuredGateways).toEqual([{ dev: 'eth1', address: '10.1.0.1', source: path }]);
    expect(state.owners?.['eth1']?.owner).toBe(owner);
  });

  it.each([
    [
      '/etc/systemd/network/20-eth1.network',
      '[Match]\nName=eth1\n[Route]\nDestination=10.0.0.0/8\nGateway=10.1.0.9\n[Route]\nGateway=10.1.0.1\nDestination=0.0.0.0/0\n',
    ],
    [
      '/etc/sysconfig/network-scripts/route-eth1',
      'ADDRESS0=10.0.0.0\nNETMASK0=255.0.0.0\nGATEWAY0=10.1.0.9\nADDRESS1=0.0.0.0\nNETMASK1=0.0.0.0\nGATEWAY1=10.1.0.1\n',
    ],
    [
      '/etc/netplan/60-x.yaml',
      'network:\n  ethernets:\n    eth1:\n      routes:\n        - to: 10.0.0.0/8\n          via: 10.1.0.9\n        - to: default\n          via: 10.1.0.1\n',
    ],
  ])('the next hop of another route is no gateway: %s', (path, text) => {
    const { state } = observationOf(`# cat ${path}\n${text}`);

    expect(state.configuredGateways?.map(({ address }) => address)).toEqual(['10.1.0.1']);
  });

  it('nmcli', () => {
    const { state } = observationOf(
      '# nmcli -g GENERAL.CONNECTION,IP4.GATEWAY,IP4.ROUTE device show eth1\nWired 2\n10.1.0.1\ndst = 10.1.0.0/24, nh = 0.0.0.0, mt = 101\n',
    );

    expect(state.configuredGateways?.map(({ dev, address }) => [dev, address])).toEqual([
      ['eth1', '10.1.0.1'],
    ]);
    expect(state.owners?.['eth1']?.owner).toBe('NetworkManager');
  });
});

describe('an attempt by nc', () => {
  it.each([
    ['nc -n -v -z -w 2 10.0.0.2 22', 'Connection to 10.0.0.2 22 port [tcp/*] succeeded!', 1],
    ['nc -n -v -z -w 2 10.0.0.2 22', 'nc: connect to 10.0.0.2 port 22 (tcp) failed: Connection refused', 1],
    [
      'nc -n -v -z -w 2 10.0.0.2 22',
      'nc: connect to 10.0.0.2 port 22 (tcp) timed out: Operation now in progress',
      0,
    ],
    ['nc -n -v -u -w 1 10.0.0.2 53', 'Connection to 10.0.0.2 53 port [udp/*] succeeded!', 0],
    ["bash -c 'exec 5<>/dev/tcp/10.0.0.2/22'", 'connected', 1],
  ])('%s: %s', (command, said, received) => {
    const { probes } = observationOf(`$ ${command}\n${said}\n`);

    expect(probes.map(({ to, sent, received: answered }) => [to, sent, answered])).toEqual([
      ['10.0.0.2', 1, received],
    ]);
  });
});
