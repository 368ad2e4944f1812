import { describe, expect, test } from 'vitest';
import {
  type Address,
  addressesOf,
  addressHolder,
  emptyHostState,
  globalAddressesOf,
  type HostState,
  interfaceOfSysctl,
  isUnresolved,
  type Link,
  type Route,
  routersByMac,
  sysctl,
  sysctlKey,
  tableName,
  vrfOf,
} from '../../src/analyzer/model/index.ts';

function hostWith(part: Partial<HostState>): HostState {
  return { ...emptyHostState(), ...part };
}

function link(name: string, more: Partial<Link> = {}): Link {
  return { name, flags: ['UP'], ...more };
}

function connected(dev: string, destination: string, prefsrc: string): Route {
  return {
    family: 4,
    type: 'unicast',
    destination,
    table: '254',
    protocol: 'kernel',
    scope: 'link',
    prefsrc,
    nextHops: [{ dev, flags: [] }],
  };
}

describe('the VRF of an interface', () => {
  const state = hostWith({
    links: [
      link('blue', { kind: 'vrf', vrfTable: '1001' }),
      link('br0', { kind: 'bridge', master: 'blue' }),
      link('eth1', { master: 'blue' }),
      link('eth2', { master: 'br0' }),
      link('eth3', { master: 'not-shown' }),
    ],
  });

  test.each([
    ['a member', 'eth1', 'blue'],
    ['the VRF itself', 'blue', 'blue'],
    ['a bridge in it', 'br0', 'blue'],
    ["a port of that bridge: the packets are the bridge's", 'eth2', undefined],
    ['a master whose kind was not shown', 'eth3', undefined],
    ['an interface that was not shown', 'eth4', undefined],
  ])('%s', (_, dev, vrf) => {
    expect(vrfOf(state, dev)?.name).toBe(vrf);
  });
});

test('what comes in on a port of a bridge or bond is for the addresses of its master; in a VRF each keeps its own', () => {
  const state = hostWith({
    links: [
      link('blue', { kind: 'vrf' }),
      link('br0', { kind: 'bridge', master: 'blue' }),
      link('eth1', { master: 'br0' }),
      link('eth2', { master: 'blue' }),
    ],
  });

  expect(['eth1', 'br0', 'eth2', 'eth9'].map((dev) => addressHolder(state, dev))).toEqual([
    'br0',
    'br0',
    'eth2',
    'eth9',
  ]);
});

describe('the addresses of a host', () => {
  const shown: Address = {
    dev: 'eth1',
    family: 4,
    local: '172.16.5.4',
    prefixLength: 24,
    scope: 'global',
    flags: [],
  };
  const routes = { 4: [connected('eth1', '10.9.0.0/16', '10.9.0.4')] };

  test('a connected route names an address that was not shown', () => {
    const state = hostWith({ addresses: [shown], routes });

    expect(addressesOf(state).map(({ local, prefixLength }) => `${local}/${prefixLength}`)).toEqual([
      '172.16.5.4/24',
      '10.9.0.4/16',
    ]);
  });

  test('it names none where all of the interface were shown, and none twice', () => {
    const whole = hostWith({
      addresses: [shown],
      coverage: { addresses: [{ family: 4, device: 'eth1' }] },
      routes,
    });
    const same = hostWith({
      addresses: [shown],
      routes: { 4: [connected('eth1', '172.16.5.0/24', '172.16.5.4')] },
    });

    expect(addressesOf(whole)).toEqual([shown]);
    expect(addressesOf(same)).toEqual([shown]);
  });

  test('a listing that was cut is not all of them', () => {
    const state = hostWith({ addresses: [shown], coverage: { addresses: [] }, routes });

    expect(addressesOf(state).map(({ local }) => local)).toEqual(['172.16.5.4', '10.9.0.4']);
  });

  test('a route by a gateway, or one that a person added, names no address', () => {
    const [route] = routes[4];
    const added = { ...connected('eth1', '10.8.0.0/16', '10.8.0.4'), protocol: 'static' };
    const byGateway = {
      ...connected('eth1', '10.7.0.0/16', '10.7.0.4'),
      nextHops: [{ dev: 'eth1', gateway: '10.7.0.1', flags: [] }],
    };

    const state = hostWith({ routes: { 4: [...(route ? [route] : []), added, byGateway] } });

    expect(addressesOf(state).map(({ local }) => local)).toEqual(['10.9.0.4']);
  });

  test('the other end of a point-to-point link is its peer', () => {
    const state = hostWith({ routes: { 4: [connected('tun0', '10.8.0.2/32', '10.8.0.1')] } });

    expect(addressesOf(state)).toMatchObject([{ local: '10.8.0.1', peer: '10.8.0.2', prefixLength: 32 }]);
  });

  test('those that others can reach are neither of the link nor of the host, and of the family', () => {
    const addresses = [
      shown,
      { ...shown, local: '169.254.1.1', scope: 'link' },
      { ...shown, family: 6 as const, local: 'fd00::4', prefixLength: 64 },
      { ...shown, dev: 'eth2', local: '172.16.6.4' },
    ];

    expect(globalAddressesOf(hostWith({ addresses }), 'eth1', 4)).toEqual([shown]);
  });
});

describe('neighbours', () => {
  const mac = 'aa:bb:cc:00:00:fe';
  const state = hostWith({
    neighbours: [
      { address: '172.16.5.9', dev: 'eth1', state: 'INCOMPLETE' },
      { address: '172.16.5.1', dev: 'eth1', mac, state: 'STALE' },
      { address: 'fe80::1', dev: 'eth1', mac, state: 'STALE' },
      { address: 'fd00::1', dev: 'eth1', mac, state: 'STALE' },
      { address: '172.16.4.1', dev: 'eth0', mac, state: 'STALE' },
    ],
  });

  test('an entry without an answer is unresolved, on its own interface', () => {
    expect(isUnresolved(state, '172.16.5.9')).toBe(true);
    expect(isUnresolved(state, '172.16.5.9', 'eth0')).toBe(false);
    expect(isUnresolved(state, '172.16.5.1')).toBe(false);
  });

  test('who brought packets is known by his hardware address, on that interface and in that family', () => {
    const asked = { dev: 'eth1', macs: new Set([mac]), sender: undefined };

    expect(routersByMac(state, { ...asked, family: 4 }).map(({ address }) => address)).toEqual([
      '172.16.5.1',
    ]);
    expect(routersByMac(state, { ...asked, family: 6 }).map(({ address }) => address)).toEqual([
      'fd00::1',
      'fe80::1',
    ]);
  });

  test('the sender himself is no router', () => {
    const asked = { dev: 'eth1', family: 4, macs: new Set([mac]), sender: '172.16.5.1' } as const;

    expect(routersByMac(state, asked)).toEqual([]);
  });
});

describe('names', () => {
  test("an interface's dot is a slash in the key of its setting", () => {
    const key = sysctlKey(4, 'eth1.100', 'rp_filter');

    expect(key).toBe('net.ipv4.conf.eth1/100.rp_filter');
    expect(interfaceOfSysctl(key)).toEqual({ dev: 'eth1.100', name: 'rp_filter' });
    expect(interfaceOfSysctl('net.ipv4.ip_forward')).toBeUndefined();
  });

  test('a setting that is no number is not known', () => {
    const state = hostWith({ sysctls: { a: '1', b: '-1', c: 'permission denied' } });

    expect(['a', 'b', 'c', 'd'].map((key) => sysctl(state, key))).toEqual([1, -1, undefined, undefined]);
  });

  test("a table has the kernel's name, else the host's own, else its number", () => {
    const state = hostWith({ tableNames: { isp: '101', main: '254' } });

    expect(['254', '101', '102'].map((table) => tableName(table, state))).toEqual(['main', 'isp', '102']);
    expect(tableName('101')).toBe('101');
  });
});
