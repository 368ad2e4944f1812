import { describe, expect, it } from 'vitest';
import { Observation } from '../../src/analyzer/model/index.ts';
import { fixture, observationOf } from './reading.ts';

const text = observationOf(fixture('iproute2-6.1.txt'));
const json = observationOf(fixture('iproute2-6.1-json.txt'));

describe('iproute2, recorded', () => {
  it('gives valid observations without gaps', () => {
    for (const observation of [text, json]) {
      expect(() => Observation.parse(observation)).not.toThrow();
      expect(observation.state.gaps).toEqual([]);
      expect(observation.state.coverage.routes).toEqual([{ family: 4 }, { family: 6 }]);
      expect(observation.state.coverage.addresses).toEqual([{}]);
    }
  });

  it('reads the same rules, routes and neighbours from text and from JSON', () => {
    expect(text.state.rules).toEqual(json.state.rules);
    expect(text.state.routes).toEqual(json.state.routes);
    expect(text.state.neighbours).toEqual(json.state.neighbours);
  });

  it('reads every selector and action of the rules', () => {
    expect(text.state.rules[4]?.find(({ preference }) => preference === 200)).toEqual({
      family: 4,
      preference: 200,
      not: true,
      from: '10.0.0.0/8',
      to: '10.1.0.0/16',
      fwmark: { value: 1, mask: 255 },
      iif: 'eth1',
      oif: 'gone0',
      oifDetached: true,
      action: { kind: 'lookup', table: '101' },
    });
    expect(text.state.rules[4]?.find(({ preference }) => preference === 201)).toMatchObject({
      tos: 16,
      ipproto: 6,
      sport: { from: 80, to: 80 },
      dport: { from: 1000, to: 2000 },
      uidrange: { from: 0, to: 10 },
      suppressPrefixLength: 0,
    });
    expect(
      text.state.rules[4]?.filter(({ action }) => action.kind === 'goto').map(({ action }) => action),
    ).toEqual([
      { kind: 'goto', target: 32766, resolved: true },
      { kind: 'goto', target: 40000, resolved: false },
    ]);
  });

  it('reads multipath routes with their weights', () => {
    expect(text.state.routes[4]?.find(({ destination }) => destination === '10.70.0.0/16')).toEqual({
      family: 4,
      type: 'unicast',
      destination: '10.70.0.0/16',
      table: '254',
      metric: 50,
      mtu: 1400,
      nextHops: [
        { dev: 'eth0', gateway: '172.16.4.1', weight: 2, flags: [] },
        { dev: 'eth1', gateway: '172.16.5.1', weight: 1, flags: [] },
      ],
    });
  });

  it('keeps the question with the answer of ip route get', () => {
    expect(text.oracle.at(-1)).toEqual({
      evidence: 'oracle-7',
      command: 'ip route get 172.16.5.1 from 172.16.5.4 ipproto tcp sport 80 dport 1001 mark 0x1',
      to: '172.16.5.1',
      from: '172.16.5.4',
      mark: 1,
      ipproto: 'tcp',
      sport: 80,
      dport: 1001,
      answer: { kind: 'route', type: 'unicast', dev: 'eth1', table: '101' },
    });
  });
});

describe('ip route get', () => {
  it.each([
    ['RTNETLINK answers: Invalid cross-device link', 'Invalid cross-device link'],
    ['RTNETLINK answers: Network is unreachable', 'Network is unreachable'],
    ['ip: RTNETLINK answers: No route to host', 'No route to host'],
    ['Error: ipv4: Invalid source address.', 'ipv4: Invalid source address'],
  ])('takes %s for the answer', (line, message) => {
    const observation = observationOf(`# ip route get 172.16.5.4 from 172.16.0.4 iif eth1\n${line}\n# \n`);

    expect(observation.oracle).toEqual([
      {
        evidence: 'oracle',
        command: 'ip route get 172.16.5.4 from 172.16.0.4 iif eth1',
        to: '172.16.5.4',
        from: '172.16.0.4',
        iif: 'eth1',
        answer: { kind: 'error', message },
      },
    ]);
  });
});

describe('ip route', () => {
  it('fills in what the filter of the command left out, and does not take the table for complete', () => {
    const { state } = observationOf('$ ip route show table 100 dev eth1\ndefault via 172.16.5.1 \n$ \n');

    expect(state.routes[4]).toEqual([
      {
        family: 4,
        type: 'unicast',
        destination: '0.0.0.0/0',
        table: '100',
        nextHops: [{ dev: 'eth1', gateway: '172.16.5.1', flags: [] }],
      },
    ]);
    expect(state.coverage.routes).toEqual([{ family: 4, table: '100', device: 'eth1' }]);
  });

  it('knows an empty table from a missing listing', () => {
    const { state } = observationOf(
      '$ ip route show table 100\nError: ipv4: FIB table does not exist.\nDump terminated\n$ \n',
    );

    expect(state.routes[4]).toEqual([]);
    expect(state.coverage.routes).toEqual([{ family: 4, table: '100' }]);
    expect(state.gaps).toEqual([]);
  });

  it('names what it does not understand of a route', () => {
    const { state } = observationOf('$ ip route\n10.1.0.0/16 encap mpls 100 via 10.0.0.9 dev eth0\n$ \n');

    expect(state.routes[4]?.[0]).toMatchObject({
      notUnderstood: 'encap mpls 100',
      nextHops: [{ gateway: '10.0.0.9' }],
    });
  });

  it('resolves table names by rt_tables, wherever in the paste it stands', () => {
    const { state } = observationOf(
      '$ ip rule\n0:\tfrom all lookup local\n10:\tfrom 10.0.0.1 lookup blue\n11:\tfrom all lookup red\n' +
        '$ cat /etc/iproute2/rt_tables\n# reserved\n255\tlocal\n7 blue\n',
    );

    expect(state.rules[4]?.map(({ action }) => action)).toEqual([
      { kind: 'lookup', table: '255' },
      { kind: 'lookup', table: '7' },
      { kind: 'lookup', table: 'red' },
    ]);
  });
});
