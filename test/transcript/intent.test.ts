import { describe, expect, it } from 'vitest';
import type { HostState } from '../../src/analyzer/model/index.ts';
import { observationOf } from './reading.ts';

function stateOf(path: string, text: string): HostState {
  return observationOf(`# cat ${path}\n${text}\n# \n`).state;
}

/** The entries without their file. */
function intentOf(path: string, text: string) {
  return (stateOf(path, text).intent ?? []).map(({ source, ...entry }) => {
    expect(source).toBe(path);
    return entry;
  });
}

describe('netplan', () => {
  const path = '/etc/netplan/60-second.yaml';

  it('in block style', () => {
    const intent = intentOf(
      path,
      `network:
  version: 2
  ethernets:
    eth0:
      dhcp4: true  # the first one
    eth1:
      match:
        macaddress: "02:00:00:00:00:01"
      addresses:
        - 10.1.0.5/24
        - "fd00:1::5/64"
        - 10.1.0.6/24:
            label: "eth1:1"
      gateway4: 10.1.0.1
      routes:
        - to: default
          via: 10.1.0.1
          table: 101
        - to: 10.0.0.0/8
          via: 10.1.0.254
          metric: 50
      routing-policy:
        - from: 10.1.0.5
          table: 101
          priority: 100
  vrfs:
    mgmt:
      table: 10
      interfaces: [eth2, eth3]
  bridges:
    br0:
      interfaces:
        - eth4`,
    );

    expect(intent).toEqual([
      { kind: 'dynamic', device: 'eth0', family: 4, line: 5 },
      { kind: 'address', device: 'eth1', family: 4, local: '10.1.0.5', prefixLength: 24, line: 10 },
      { kind: 'address', device: 'eth1', family: 6, local: 'fd00:1::5', prefixLength: 64, line: 11 },
      { kind: 'address', device: 'eth1', family: 4, local: '10.1.0.6', prefixLength: 24, line: 12 },
      { kind: 'gateway', device: 'eth1', address: '10.1.0.1', line: 14 },
      {
        kind: 'route',
        device: 'eth1',
        family: 4,
        destination: '0.0.0.0/0',
        gateway: '10.1.0.1',
        table: '101',
        line: 16,
      },
      {
        kind: 'route',
        device: 'eth1',
        family: 4,
        destination: '10.0.0.0/8',
        gateway: '10.1.0.254',
        metric: 50,
        line: 19,
      },
      {
        kind: 'rule',
        device: 'eth1',
        family: 4,
        from: '10.1.0.5/32',
        table: '101',
        preference: 100,
        line: 23,
      },
      { kind: 'vrf', device: 'mgmt', table: '10', line: 28 },
      { kind: 'member', device: 'eth2', master: 'mgmt', masterKind: 'vrf', line: 29 },
      { kind: 'member', device: 'eth3', master: 'mgmt', masterKind: 'vrf', line: 29 },
      { kind: 'member', device: 'eth4', master: 'br0', masterKind: 'bridge', line: 33 },
    ]);
  });

  it('in flow style, and with lists at the indentation of their key', () => {
    const intent = intentOf(
      path,
      `network:
  ethernets:
    eth1:
      addresses: [10.1.0.5/24, 'fd00:1::5/64']
      routes:
      - {to: 0.0.0.0/0, via: 10.1.0.1, table: 101}
      - to: default
        via: fe80::1
      routing-policy:
      - from: 10.1.0.5/32
        table: 101`,
    );

    expect(intent).toMatchObject([
      { kind: 'address', local: '10.1.0.5' },
      { kind: 'address', local: 'fd00:1::5' },
      { kind: 'route', destination: '0.0.0.0/0', gateway: '10.1.0.1', table: '101' },
      { kind: 'route', family: 6, destination: '::/0', gateway: 'fe80::1' },
      { kind: 'rule', from: '10.1.0.5/32', table: '101' },
    ]);
  });

  it('names the gateways and the owner', () => {
    const state = stateOf(
      path,
      'network:\n  ethernets:\n    eth1:\n      routes:\n        - to: default\n          via: 10.1.0.1\n        - to: 10.0.0.0/8\n          via: 10.1.0.9',
    );

    expect(state.configuredGateways).toEqual([{ dev: 'eth1', address: '10.1.0.1', source: path }]);
    expect(state.owners?.['eth1']).toEqual({
      ...{ owner: 'netplan', evidence: path },
      place: 'ethernets/eth1',
    });
  });
});

it('systemd-networkd', () => {
  const intent = intentOf(
    '/etc/systemd/network/20-eth1.network',
    `[Match]
Name=eth1

[Network]
DHCP=ipv6
Address=10.1.0.5/24
VRF=mgmt

[Route]
Gateway=10.1.0.1
Table=101

[Route]
Destination=10.0.0.0/8
Gateway=10.1.0.254

[RoutingPolicyRule]
From=10.1.0.5
Table=101
Priority=100`,
  );

  expect(intent).toEqual([
    { kind: 'dynamic', device: 'eth1', family: 6, line: 5 },
    { kind: 'address', device: 'eth1', family: 4, local: '10.1.0.5', prefixLength: 24, line: 6 },
    { kind: 'member', device: 'eth1', master: 'mgmt', masterKind: 'vrf', line: 7 },
    {
      kind: 'route',
      device: 'eth1',
      family: 4,
      destination: '0.0.0.0/0',
      gateway: '10.1.0.1',
      table: '101',
      line: 9,
    },
    { kind: 'route', device: 'eth1', family: 4, destination: '10.0.0.0/8', gateway: '10.1.0.254', line: 13 },
    { kind: 'rule', device: 'eth1', family: 4, from: '10.1.0.5/32', table: '101', preference: 100, line: 17 },
  ]);
});

describe('network-scripts', () => {
  it('ifcfg', () => {
    const intent = intentOf(
      '/etc/sysconfig/network-scripts/ifcfg-eth1',
      'DEVICE=eth1\nBOOTPROTO=none\nONBOOT=no\nIPADDR=10.1.0.5\nNETMASK=255.255.255.0\nIPADDR1=10.1.0.6\nPREFIX1=25\nGATEWAY=10.1.0.1\nIPV6ADDR=fd00::5/64\nMASTER=bond0',
    );

    expect(intent).toEqual([
      { kind: 'manual-start', device: 'eth1', line: 3 },
      { kind: 'address', device: 'eth1', family: 4, local: '10.1.0.5', prefixLength: 24, line: 4 },
      { kind: 'address', device: 'eth1', family: 4, local: '10.1.0.6', prefixLength: 25, line: 6 },
      { kind: 'gateway', device: 'eth1', address: '10.1.0.1', line: 8 },
      { kind: 'address', device: 'eth1', family: 6, local: 'fd00::5', prefixLength: 64, line: 9 },
      { kind: 'member', device: 'eth1', master: 'bond0', masterKind: 'bond', line: 10 },
    ]);
  });

  it('route- and rule- files', () => {
    expect(
      intentOf(
        '/etc/sysconfig/network-scripts/route-eth1',
        'default via 10.1.0.1 dev eth1 table 101\n10.1.0.0/24 dev eth1 src 10.1.0.5 table 101',
      ),
    ).toEqual([
      {
        kind: 'route',
        device: 'eth1',
        family: 4,
        destination: '0.0.0.0/0',
        gateway: '10.1.0.1',
        table: '101',
        line: 1,
      },
      {
        kind: 'route',
        device: 'eth1',
        family: 4,
        destination: '10.1.0.0/24',
        prefsrc: '10.1.0.5',
        table: '101',
        line: 2,
      },
    ]);
    expect(
      intentOf(
        '/etc/sysconfig/network-scripts/route-eth1',
        'ADDRESS0=10.9.0.0\nNETMASK0=255.255.0.0\nGATEWAY0=10.1.0.9',
      ),
    ).toEqual([
      { kind: 'route', device: 'eth1', family: 4, destination: '10.9.0.0/16', gateway: '10.1.0.9', line: 3 },
    ]);
    expect(
      intentOf(
        '/etc/sysconfig/network-scripts/rule-eth1',
        'from 10.1.0.5 lookup 101 priority 100\niif eth1 table 101',
      ),
    ).toEqual([
      {
        kind: 'rule',
        device: 'eth1',
        family: 4,
        from: '10.1.0.5/32',
        table: '101',
        preference: 100,
        line: 1,
      },
      { kind: 'rule', device: 'eth1', family: 4, iif: 'eth1', table: '101', line: 2 },
    ]);
  });
});

it('ifupdown', () => {
  const intent = intentOf(
    '/etc/network/interfaces',
    `auto lo eth1
iface lo inet loopback
iface eth0 inet dhcp
iface eth1 inet static
    address 10.1.0.5
    netmask 255.255.255.0
    gateway 10.1.0.1
    up ip route add default via 10.1.0.1 dev $IFACE table 101
    post-up ip rule add from 10.1.0.5 table 101 prio 100 || true
iface br0 inet manual
    bridge_ports eth2 eth3`,
  );

  expect(intent).toEqual([
    { kind: 'dynamic', device: 'eth0', family: 4, line: 3 },
    { kind: 'address', device: 'eth1', family: 4, local: '10.1.0.5', prefixLength: 24, line: 5 },
    { kind: 'gateway', device: 'eth1', address: '10.1.0.1', line: 7 },
    {
      kind: 'route',
      device: 'eth1',
      family: 4,
      destination: '0.0.0.0/0',
      gateway: '10.1.0.1',
      table: '101',
      line: 8,
    },
    { kind: 'rule', device: 'eth1', family: 4, from: '10.1.0.5/32', table: '101', preference: 100, line: 9 },
    { kind: 'member', device: 'eth2', master: 'br0', masterKind: 'bridge', line: 11 },
    { kind: 'member', device: 'eth3', master: 'br0', masterKind: 'bridge', line: 11 },
  ]);
});

it('NetworkManager keyfiles', () => {
  const intent = intentOf(
    '/etc/NetworkManager/system-connections/second.nmconnection',
    '[connection]\ninterface-name=eth1\n[ipv4]\nmethod=manual\naddress1=10.1.0.5/24,10.1.0.1\nroute1=10.0.0.0/8,10.1.0.9,50\nroute1_options=table=101\nrouting-rule1=priority 100 from 10.1.0.5 table 101\n[ipv6]\nmethod=auto',
  );

  expect(intent).toEqual([
    { kind: 'address', device: 'eth1', family: 4, local: '10.1.0.5', prefixLength: 24, line: 5 },
    { kind: 'gateway', device: 'eth1', address: '10.1.0.1', line: 5 },
    {
      kind: 'route',
      device: 'eth1',
      family: 4,
      destination: '10.0.0.0/8',
      gateway: '10.1.0.9',
      metric: 50,
      table: '101',
      line: 6,
    },
    { kind: 'rule', device: 'eth1', family: 4, from: '10.1.0.5/32', table: '101', preference: 100, line: 8 },
    { kind: 'dynamic', device: 'eth1', family: 6, line: 10 },
  ]);
});

describe('OpenWrt', () => {
  const expected = [
    { kind: 'address', device: 'eth1', family: 4, local: '10.1.0.5', prefixLength: 24 },
    { kind: 'gateway', device: 'eth1', address: '10.1.0.1' },
    {
      kind: 'route',
      device: 'eth1',
      family: 4,
      destination: '10.9.0.0/16',
      gateway: '10.1.0.9',
      table: '101',
    },
    { kind: 'rule', family: 4, from: '10.1.0.5/32', table: '101', preference: 100, iif: 'eth1' },
  ];

  it('/etc/config/network', () => {
    const intent = intentOf(
      '/etc/config/network',
      `config interface 'wan2'
	option device 'eth1'
	option proto 'static'
	option ipaddr '10.1.0.5'
	option netmask '255.255.255.0'
	option gateway '10.1.0.1'

config route
	option interface 'wan2'
	option target '10.9.0.0'
	option netmask '255.255.0.0'
	option gateway '10.1.0.9'
	option table '101'

config rule
	option in 'wan2'
	option src '10.1.0.5/32'
	option lookup '101'
	option priority '100'`,
    );

    expect(intent).toMatchObject(expected);
  });

  it('uci show network', () => {
    const { state } = observationOf(
      `# uci show network
network.wan2=interface
network.wan2.device='eth1'
network.wan2.proto='static'
network.wan2.ipaddr='10.1.0.5'
network.wan2.netmask='255.255.255.0'
network.wan2.gateway='10.1.0.1'
network.@route[0]=route
network.@route[0].interface='wan2'
network.@route[0].target='10.9.0.0/16'
network.@route[0].gateway='10.1.0.9'
network.@route[0].table='101'
network.@rule[0]=rule
network.@rule[0].in='wan2'
network.@rule[0].src='10.1.0.5/32'
network.@rule[0].lookup='101'
network.@rule[0].priority='100'
# 
`,
    );

    expect(state.intent).toMatchObject(expected.map((entry) => ({ ...entry, source: 'uci show network' })));
  });
});

it('keepalived', () => {
  const intent = intentOf(
    '/etc/keepalived/keepalived.conf',
    `global_defs {
    router_id a
}
vrrp_instance VI_1 {
    state MASTER
    interface eth1
    virtual_router_id 51
    priority 150
    authentication {
        auth_type PASS
    }
    virtual_ipaddress {
        10.1.0.100/24 dev eth1 label eth1:vip
        10.1.0.101
    }
}
vrrp_instance VI_2 {
    state BACKUP
    interface eth0
    virtual_ipaddress { 10.0.0.100/24 }
}`,
  );

  expect(intent).toEqual([
    {
      kind: 'virtual-address',
      device: 'eth1',
      family: 4,
      local: '10.1.0.100',
      prefixLength: 24,
      instance: 'VI_1',
      router: 51,
      state: 'master',
      priority: 150,
      line: 13,
    },
    {
      kind: 'virtual-address',
      device: 'eth1',
      family: 4,
      local: '10.1.0.101',
      instance: 'VI_1',
      router: 51,
      state: 'master',
      priority: 150,
      line: 14,
    },
    {
      kind: 'virtual-address',
      device: 'eth0',
      family: 4,
      local: '10.0.0.100',
      prefixLength: 24,
      instance: 'VI_2',
      state: 'backup',
      line: 20,
    },
  ]);
});

it('sysctl.conf, which is not what runs', () => {
  const state = stateOf(
    '/etc/sysctl.d/99-net.conf',
    '# strict\nnet.ipv4.conf.all.rp_filter = 1\nnet.ipv4.conf.*.rp_filter=2\n-net.ipv4.ip_forward = 1',
  );

  expect(state.sysctls).toBeUndefined();
  expect(state.intent).toMatchObject([
    { kind: 'sysctl', key: 'net.ipv4.conf.all.rp_filter', value: '1', line: 2 },
    { kind: 'sysctl', key: 'net.ipv4.conf.*.rp_filter', value: '2', line: 3 },
    { kind: 'sysctl', key: 'net.ipv4.ip_forward', value: '1', line: 4 },
  ]);
});

it('is known without its file, from lines that no other text has', () => {
  const { state } = observationOf(
    'My netplan:\n\nnetwork:\n  version: 2\n  ethernets:\n    eth1:\n      addresses: [10.1.0.5/24]\n\nand keepalived:\n\nvrrp_instance VI_1 {\n    interface eth1\n    virtual_ipaddress {\n        10.1.0.100/24\n    }\n}\n',
  );

  expect(state.intent).toMatchObject([
    { kind: 'address', local: '10.1.0.5', source: '(pasted)' },
    { kind: 'virtual-address', local: '10.1.0.100' },
  ]);
});

describe('nmcli', () => {
  it('device show tells what is: addresses, routes, the gateway, the carrier', () => {
    const { state } = observationOf(
      `# nmcli device show
GENERAL.DEVICE:                         eth1
GENERAL.TYPE:                           ethernet
GENERAL.HWADDR:                         02:00:00:00:00:0A
GENERAL.MTU:                            1500
GENERAL.STATE:                          100 (connected)
GENERAL.CONNECTION:                     Wired 2
WIRED-PROPERTIES.CARRIER:               on
IP4.ADDRESS[1]:                         10.1.0.5/24
IP4.ADDRESS[2]:                         10.1.0.6/24
IP4.GATEWAY:                            10.1.0.1
IP4.ROUTE[1]:                           dst = 0.0.0.0/0, nh = 10.1.0.1, mt = 101
IP4.ROUTE[2]:                           dst = 10.1.0.0/24, nh = 0.0.0.0, mt = 101
IP4.ROUTE[3]:                           dst = 0.0.0.0/0, nh = 10.1.0.1, mt = 0, table=101
IP6.GATEWAY:                            --

GENERAL.DEVICE:                         eth2
WIRED-PROPERTIES.CARRIER:               off
# 
`,
    );

    expect(state.gaps).toEqual([]);
    expect(state.links).toMatchObject([
      { name: 'eth1', flags: ['UP', 'LOWER_UP'], mac: '02:00:00:00:00:0a', mtu: 1500 },
      { name: 'eth2', flags: ['NO-CARRIER', 'UP'] },
    ]);
    expect(state.addresses?.map(({ dev, local }) => [dev, local])).toEqual([
      ['eth1', '10.1.0.5'],
      ['eth1', '10.1.0.6'],
    ]);
    expect(
      state.routes[4]?.map(({ destination, table, nextHops }) => [destination, table, nextHops[0]?.gateway]),
    ).toEqual([
      ['0.0.0.0/0', '254', '10.1.0.1'],
      ['10.1.0.0/24', '254', undefined],
      ['0.0.0.0/0', '101', '10.1.0.1'],
    ]);
    expect(state.coverage).toEqual({ links: [], addresses: [], routes: [] });
    expect(state.configuredGateways).toMatchObject([{ dev: 'eth1', address: '10.1.0.1' }]);
    expect(state.owners?.['eth1']?.owner).toBe('NetworkManager');
  });

  it('without arguments', () => {
    const { state } = observationOf(
      `# nmcli
eth1: connected to Wired 2
        "Virtio network device"
        ethernet (virtio_net), 02:00:00:00:00:0A, hw, mtu 1500
        inet4 10.1.0.5/24
        route4 default via 10.1.0.1 metric 101
        route4 10.1.0.0/24 metric 101
# 
`,
    );

    expect(state.addresses).toMatchObject([{ dev: 'eth1', local: '10.1.0.5', prefixLength: 24 }]);
    expect(state.routes[4]).toHaveLength(2);
    expect(state.links).toMatchObject([{ name: 'eth1', mac: '02:00:00:00:00:0a', mtu: 1500 }]);
  });

  it('connection show tells what should be', () => {
    const { state } = observationOf(
      `# nmcli connection show "Wired 2"
connection.id:                          Wired 2
connection.interface-name:              eth1
ipv4.method:                            manual
ipv4.dns:                               --
ipv4.addresses:                         10.1.0.5/24, 10.1.0.6/24
ipv4.gateway:                           10.1.0.1
ipv4.routes:                            { ip = 0.0.0.0/0, nh = 10.1.0.1, table=101 }; { ip = 10.0.0.0/8, nh = 10.1.0.9, mt = 50 }
ipv4.routing-rules:                     priority 100 from 10.1.0.5 table 101
ipv6.method:                            auto
# 
`,
    );

    expect(state.intent?.map(({ source, ...entry }) => entry)).toEqual([
      { kind: 'address', device: 'eth1', family: 4, local: '10.1.0.5', prefixLength: 24 },
      { kind: 'address', device: 'eth1', family: 4, local: '10.1.0.6', prefixLength: 24 },
      { kind: 'gateway', device: 'eth1', address: '10.1.0.1' },
      {
        kind: 'route',
        device: 'eth1',
        family: 4,
        destination: '0.0.0.0/0',
        gateway: '10.1.0.1',
        table: '101',
      },
      {
        kind: 'route',
        device: 'eth1',
        family: 4,
        destination: '10.0.0.0/8',
        gateway: '10.1.0.9',
        metric: 50,
      },
      { kind: 'rule', device: 'eth1', family: 4, from: '10.1.0.5/32', table: '101', preference: 100 },
      { kind: 'dynamic', device: 'eth1', family: 6 },
    ]);
    expect(state.owners?.['eth1']?.owner).toBe('NetworkManager');
  });

  it('device tells whose interfaces they are', () => {
    const { state } = observationOf(
      '# nmcli device\nDEVICE  TYPE      STATE         CONNECTION\neth1    ethernet  connected     Wired 2\neth2    ethernet  unmanaged     --\n# \n',
    );

    expect(Object.keys(state.owners ?? {})).toEqual(['eth1']);
  });
});
