import { describe, expect, it } from 'vitest';
import { covers } from '../../src/analyzer/model/index.ts';
import { observationOf } from './reading.ts';

const MEMBER = `3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq master mgmt state UP
    inet 10.11.0.1/24 scope global eth1`;
const VRF = '4: mgmt: <NOARP,MASTER,UP,LOWER_UP> mtu 65575 qdisc noqueue state UP';
const VRFS = 'Name              Table\n-----------------------\nmgmt              10\nblue            1001';

function stateOf(...consoles: string[]) {
  return observationOf(`${consoles.map((console) => `$ ${console}\n`).join('')}$ \n`).state;
}

describe('a VRF is known', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['from ip vrf show', `ip vrf show\n${VRFS}`, { kind: 'vrf', vrfTable: '10' }],
    ['from ip vrf', `ip vrf\n${VRFS}`, { kind: 'vrf', vrfTable: '10' }],
    ['from JSON', 'ip -j vrf show\n[{"name":"mgmt","table":10}]', { kind: 'vrf', vrfTable: '10' }],
    ['from its flags', `ip addr\n${MEMBER}\n${VRF}`, { kind: 'vrf' }],
    [
      'from the type that was asked for',
      `ip -br link show type vrf\nmgmt  UP  02:00:00:00:00:01 <NOARP,MASTER,UP>`,
      { kind: 'vrf' },
    ],
    [
      'from its details',
      `ip -d link show type vrf\n${VRF}\n    vrf table 10 addrgenmode eui64`,
      { kind: 'vrf', vrfTable: '10' },
    ],
    [
      'from who asked for its members',
      `ip -br link show vrf mgmt\neth1  UP  02:00:00:00:00:02 <BROADCAST,UP>`,
      { kind: 'vrf' },
    ],
    [
      'from who asked for its routes',
      'ip route show vrf mgmt\ndefault via 10.11.0.254 dev eth1',
      { kind: 'vrf', vrfTable: 'vrf mgmt' },
    ],
  ])('%s', (_, console, expected) => {
    const { links, gaps } = stateOf(console);

    expect(links?.find(({ name }) => name === 'mgmt')).toMatchObject(expected);
    expect(gaps).toEqual([]);
  });

  it('without prompts, from the heading of the listing', () => {
    const { links } = observationOf(`Those are mine:\n\n${VRFS}\n\nThanks\n`).state;

    expect(links?.map(({ name, vrfTable }) => [name, vrfTable])).toEqual([
      ['mgmt', '10'],
      ['blue', '1001'],
    ]);
  });

  it('and a bond is none', () => {
    const { links } = stateOf(
      'ip link\n4: bond0: <BROADCAST,MULTICAST,MASTER,UP,LOWER_UP> mtu 1500 state UP',
    );

    expect(links?.[0]).not.toHaveProperty('kind');
  });
});

describe('its routes', () => {
  const routes = 'ip route show vrf mgmt\ndefault via 10.11.0.254 dev eth1\n10.11.0.0/24 dev eth1 scope link';

  it('stand in its table, wherever that is told', () => {
    for (const consoles of [
      [routes, `ip vrf show\n${VRFS}`],
      [`ip vrf show\n${VRFS}`, routes],
    ]) {
      const state = stateOf(...consoles);

      expect(state.routes[4]?.map(({ table }) => table)).toEqual(['10', '10']);
      expect(covers(state.coverage, 'routes', { family: 4, table: '10' })).toBe(true);
    }
  });

  it('are never those of main', () => {
    const { routes: found, coverage } = stateOf(routes, 'ip route\ndefault via 10.0.0.1 dev eth0');

    expect(found[4]?.map(({ table }) => table)).toEqual(['vrf mgmt', 'vrf mgmt', '254']);
    expect(covers(coverage, 'routes', { family: 4, table: 'vrf mgmt' })).toBe(true);
  });
});

describe('what belongs to it', () => {
  it('is told by master, in every form of the listing', () => {
    for (const console of [
      `ip addr\n${MEMBER}`,
      `ip -br link show master mgmt\neth1  UP  02:00:00:00:00:02 <BROADCAST,UP>`,
      `ip -o link\n${MEMBER.split('\n')[0]}\\    link/ether 02:00:00:00:00:02`,
      'ip -j link\n[{"ifname":"eth1","flags":["UP"],"master":"mgmt"}]',
    ]) {
      expect(stateOf(console).links?.find(({ name }) => name === 'eth1')).toMatchObject({ master: 'mgmt' });
    }
  });

  it('all VRFs are known where they were listed', () => {
    const none = stateOf('ip vrf show\nNo VRF has been configured');

    expect(covers(none.coverage, 'links', { kind: 'vrf' })).toBe(true);
    expect(covers(stateOf(`ip vrf show\n${VRFS}`).coverage, 'links', { kind: 'vrf' })).toBe(true);
    expect(covers(stateOf('ip vrf show mgmt\nName Table\nmgmt 10').coverage, 'links', { kind: 'vrf' })).toBe(
      false,
    );
  });

  it('the rule that asks its table is known as such', () => {
    const { rules } = stateOf('ip rule\n0:\tfrom all lookup local\n1000:\tfrom all lookup [l3mdev-table]');

    expect(rules[4]?.[1]).toMatchObject({ l3mdev: true, action: { kind: 'lookup', table: 'l3mdev' } });
  });
});
