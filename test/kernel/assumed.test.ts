import { describe, expect, test } from 'vitest';
import { type HostState, keyOf, type NextHop, type OpenQuestion } from '../../src/analyzer/model/index.ts';
import { kernelModel } from '../../src/analyzer/routes/index.ts';
import { SERVER_B, stateFrom } from './state-builder.ts';

/** What the seed's operator showed: routes and rp_filter, nothing else. */
const SEED = {
  'ip r': `default via 172.16.4.1 dev eth0
169.254.0.0/16 dev eth0 scope link metric 1002
172.16.4.0/24 dev eth0 proto kernel scope link src 172.16.4.2
172.16.5.0/24 dev eth1 proto kernel scope link src 172.16.5.4`,
  "sysctl -ar '\\.rp_filter'": 'net.ipv4.conf.all.rp_filter = 1\nnet.ipv4.conf.eth1.rp_filter = 1',
};

describe('a host of which little was shown', () => {
  const model = kernelModel(stateFrom(SEED));

  test('is judged by what its routes tell, and what was assumed is said', () => {
    const query = { family: 4, to: '172.16.5.4', from: '172.16.0.4', iif: 'eth1', ipproto: 1 } as const;

    expect(model.lookup(query)).toMatchObject({
      kind: 'refused',
      validation: { reason: 'strict', mode: 1 },
    });
    expect(model.explain(query).assumed.map(keyOf)).toEqual([
      'rules:4',
      'routes:4:255',
      'addresses:4:eth0',
      'addresses:4:eth1',
    ]);
  });

  test('its other addresses stay open', () => {
    expect(model.lookup({ family: 4, to: '172.16.6.4', from: '172.16.0.4', iif: 'eth2' })).toMatchObject({
      kind: 'unknown',
    });
    expect(model.isLocal(4, '172.16.5.4')).toBe(true);
    expect(model.isLocal(6, 'fd00::1')).toBeUndefined();
  });

  test('addresses of one interface complete those that the routes name', () => {
    const state = stateFrom({
      ...SEED,
      'ip addr show eth1': `3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000
    link/ether 02:00:00:00:00:02 brd ff:ff:ff:ff:ff:ff
    inet 172.16.5.4/24 brd 172.16.5.255 scope global eth1
       valid_lft forever preferred_lft forever
    inet 172.16.5.5/24 brd 172.16.5.255 scope global secondary eth1
       valid_lft forever preferred_lft forever`,
    });

    const both = kernelModel(state);

    expect(both.isLocal(4, '172.16.5.5')).toBe(true);
    expect(both.isLocal(4, '172.16.4.2')).toBe(true);
    expect(both.lookup({ family: 4, to: '172.16.5.5' })).toMatchObject({
      type: 'local',
      prefsrc: '172.16.5.4',
    });
  });

  test('an address that is masked leaves its interface open', () => {
    const state = stateFrom(SERVER_B);
    state.addresses?.push({
      dev: 'eth0',
      family: 4,
      local: 'XXX.XXX',
      prefixLength: 24,
      scope: 'global',
      flags: [],
    });

    const answer = kernelModel(state).lookup({ family: 4, to: '8.8.8.8' });

    expect(answer).toMatchObject({
      kind: 'route',
      sourceUnknown: { about: 'addresses', family: 4, device: 'eth0' },
    });
  });

  test('a gap in the addresses leaves them all open', () => {
    const state = stateFrom(SERVER_B);
    state.gaps.push({ part: 'addresses', because: 'cut' });

    expect(kernelModel(state).lookup({ family: 4, to: '8.8.8.8' })).toMatchObject({
      kind: 'route',
      dev: 'eth0',
    });
    expect(kernelModel(state).lookup({ family: 6, to: 'fd00::2' }).kind).toBe('error');
  });
});

describe('only what a flow needs is open', () => {
  const links = ['lo', 'eth0', 'eth1', 'eth2']
    .map(
      (name, index) =>
        `${index + 1}: ${name}: <${name === 'lo' ? 'LOOPBACK' : 'BROADCAST,MULTICAST'},UP,LOWER_UP> mtu 1500 qdisc fq state UP mode DEFAULT group default qlen 1000`,
    )
    .join('\n');
  const eth1 = `3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000
    inet 172.16.5.4/24 brd 172.16.5.255 scope global eth1
       valid_lft forever preferred_lft forever`;
  const masked = SEED['ip r'].replaceAll(/ src \S+/g, '');
  const asked = { family: 4, source: '172.16.0.4', destination: '172.16.5.4', iif: 'eth1' } as const;
  const keys = (questions: readonly OpenQuestion[]) => questions.map(keyOf);

  test('the addresses of another interface are no matter of a flow that does not meet them', () => {
    const model = kernelModel(stateFrom({ ...SEED, 'ip link': links, 'ip addr show eth1': eth1 }));

    expect(model.validateSource(asked)).toMatchObject({ verdict: 'refused', reason: 'strict' });
    expect(keys(model.explainSource(asked).assumed)).toEqual([
      'rules:4',
      'routes:4:255',
      'addresses:4:eth0',
      'addresses:4:eth2',
    ]);
  });

  test('an asked address that is masked on its interface is taken for the host’s own, forwarding or not', () => {
    const model = kernelModel(stateFrom({ ...SEED, 'ip r': masked }));
    const query = { family: 4, to: '172.16.0.4', from: '172.16.5.4' } as const;

    expect(model.validateSource({ ...asked, ownAddress: true })).toMatchObject({ reason: 'strict' });
    expect(keys(model.explainSource({ ...asked, ownAddress: true }).assumed)).toContain('addresses:4:eth1');
    expect(model.lookup({ ...query, ownAddress: true })).toMatchObject({ kind: 'route', dev: 'eth0' });
    expect(model.lookup(query)).toMatchObject({ question: { about: 'addresses', device: 'eth0' } });
    expect(model.lookup({ ...query, from: asked.source, to: asked.destination, iif: 'eth1' })).toMatchObject({
      question: { about: 'addresses', device: 'eth1' },
    });
  });

  test('an interface of which nothing is known has the address that was asked on it', () => {
    const model = kernelModel(
      stateFrom({
        'ip r': 'default via 172.16.4.1 dev eth0',
        "sysctl -ar '\\.rp_filter'": 'net.ipv4.conf.all.rp_filter = 2',
      }),
    );

    expect(model.validateSource({ ...asked, ownAddress: true })).toMatchObject({ reason: 'loose' });
    expect(model.validateSource(asked)).toMatchObject({
      question: { about: 'addresses', family: 4, device: 'eth1' },
    });
  });

  test('addresses that are all listed count for more than what was asked', () => {
    const model = kernelModel(stateFrom(SERVER_B));

    expect(model.lookup({ family: 4, to: '172.16.0.4', from: '172.16.5.9', ownAddress: true })).toMatchObject(
      { error: 'ENETUNREACH' },
    );
  });

  test('whether the host forwards is no matter of the source of a packet that it would forward', () => {
    const sysctls = 'net.ipv4.conf.all.rp_filter = 1\nnet.ipv4.conf.all.accept_local = 0';
    const model = kernelModel(stateFrom({ ...SERVER_B, 'sysctl -a': sysctls }));
    const onwards = { ...asked, destination: '172.16.4.77' };

    expect(model.validateSource(onwards)).toMatchObject({ verdict: 'unknown', byMode: expect.anything() });
    const strict = kernelModel(
      stateFrom({ ...SERVER_B, 'sysctl -a': `${sysctls}\nnet.ipv4.conf.eth1.rp_filter = 0` }),
    );
    expect(strict.validateSource(onwards)).toMatchObject({ verdict: 'refused', reason: 'strict' });
    expect(keys(strict.explainSource(onwards).assumed)).toEqual(['sysctl:net.ipv4.conf.eth1.forwarding']);
  });
});

describe('several default routes of one metric', () => {
  const hop = (gateway: string, dev = 'eth0', flags: string[] = []): NextHop => ({ dev, gateway, flags });
  function defaults(hops: NextHop[], more: Partial<HostState>): HostState {
    const state = stateFrom(SERVER_B);
    const others = (state.routes[4] ?? []).filter(({ destination }) => destination !== '0.0.0.0/0');
    const routes = hops.map((each) => ({
      family: 4 as const,
      type: 'unicast',
      destination: '0.0.0.0/0',
      table: '254',
      nextHops: [each],
    }));
    return {
      ...state,
      routes: { 4: [...routes, ...others] },
      kernelRelease: '6.18.0',
      neighbours: [],
      ...more,
    };
  }
  const gateways = (state: HostState) => {
    const answer = kernelModel(state).lookup({ family: 4, to: '8.8.8.8' });
    if (answer.kind !== 'route') return answer.kind;
    return (answer.nextHops ?? [answer]).map(({ gateway }) => gateway).join(' ');
  };
  const two = [hop('172.16.4.1'), hop('172.16.4.7')];
  const neighbour = (address: string, state: string) => ({ address, dev: 'eth0', state });

  test.each([
    ['nothing is known of them', { kernelRelease: '6.18.0', neighbours: [] }, '172.16.4.1'],
    [
      'neighbours were not collected',
      { kernelRelease: '6.18.0', neighbours: undefined },
      '172.16.4.1 172.16.4.7',
    ],
    [
      'the kernel is older than what was measured',
      { kernelRelease: '5.4.0', neighbours: [] },
      '172.16.4.1 172.16.4.7',
    ],
    ['the first failed', { neighbours: [neighbour('172.16.4.1', 'FAILED')] }, '172.16.4.7'],
    ['the first is stale', { neighbours: [neighbour('172.16.4.1', 'STALE')] }, '172.16.4.1 172.16.4.7'],
    ['the second is reachable', { neighbours: [neighbour('172.16.4.7', 'REACHABLE')] }, '172.16.4.1'],
    [
      'all failed',
      { neighbours: [neighbour('172.16.4.1', 'FAILED'), neighbour('172.16.4.7', 'INCOMPLETE')] },
      '172.16.4.1 172.16.4.7',
    ],
  ])('%s', (_, { neighbours, ...more }: Partial<HostState>, expected) => {
    const state = defaults(two, more);
    if (neighbours) state.neighbours = neighbours;
    else delete state.neighbours;

    expect(gateways(state)).toBe(expected);
  });

  test('one that is dead, narrower or without a gateway is no rival', () => {
    const state = defaults([hop('172.16.4.1'), hop('172.16.4.7', 'eth0', ['dead'])], { neighbours: [] });
    state.routes[4]?.push({
      family: 4,
      type: 'unicast',
      destination: '0.0.0.0/0',
      table: '254',
      scope: 'link',
      nextHops: [{ dev: 'eth1', flags: [] }],
    });

    expect(gateways({ ...state, kernelRelease: '5.4.0' })).toBe('172.16.4.1');
  });

  test('a multipath route is taken as a whole by a kernel that does not look at the source', () => {
    const state = stateFrom(SERVER_B);
    state.routes[4]?.push({
      family: 4,
      type: 'unicast',
      destination: '9.0.0.0/8',
      table: '254',
      nextHops: [hop('172.16.4.9'), hop('172.16.5.9', 'eth1')],
    });
    const hops = (kernelRelease: string) => {
      const answer = kernelModel({ ...state, kernelRelease }).lookup({
        family: 4,
        to: '9.1.1.1',
        from: '172.16.5.4',
      });
      return answer.kind === 'route' ? (answer.nextHops?.length ?? 1) : 0;
    };

    expect(hops('6.1.0')).toBe(2);
    expect(hops('6.18.0')).toBe(1);
  });
});

describe('what a flow hash decides', () => {
  test('an IPv6 result of which a rule suppresses only a part is open', () => {
    const state = stateFrom(SERVER_B);
    state.links = ['lo', 'eth0', 'eth1'].map((name) => ({
      name,
      flags: ['UP'],
      group: name === 'eth1' ? '7' : '0',
    }));
    state.rules[6] = [
      { family: 6, preference: 5, suppressIfGroup: '7', action: { kind: 'lookup', table: '254' } },
      { family: 6, preference: 32766, action: { kind: 'lookup', table: '254' } },
    ];
    state.routes[6] = [
      {
        family: 6,
        type: 'unicast',
        destination: '::/0',
        table: '254',
        nextHops: [
          { dev: 'eth0', gateway: 'fd00::8', flags: [] },
          { dev: 'eth1', gateway: 'fd00::9', flags: [] },
        ],
      },
    ];

    expect(kernelModel(state).lookup({ family: 6, to: '2001::1' })).toMatchObject({
      kind: 'unknown',
      question: { about: 'untold', what: 'flow-hash', subject: '5' },
    });
  });

  test('an arriving packet of which only some next hops would accept the source is open', () => {
    const state = stateFrom({
      ...SERVER_B,
      'sysctl -a': `${SERVER_B['sysctl -a']}`.replaceAll('forwarding = 0', 'forwarding = 1'),
    });
    state.routes[4]?.push({
      family: 4,
      type: 'unicast',
      destination: '9.0.0.0/8',
      table: '254',
      nextHops: [
        { dev: 'eth0', gateway: '172.16.4.9', flags: [] },
        { dev: 'eth1', gateway: '172.16.5.9', flags: [] },
      ],
    });
    state.rules[4]?.splice(1, 0, {
      family: 4,
      preference: 7,
      iif: 'eth0',
      to: '8.0.0.0/8',
      action: { kind: 'lookup', table: '100' },
    });
    state.routes[4]?.push({
      family: 4,
      type: 'unicast',
      destination: '0.0.0.0/0',
      table: '100',
      nextHops: [{ dev: 'eth1', gateway: '172.16.5.1', flags: [] }],
    });

    const answer = kernelModel(state).lookup({ family: 4, to: '9.1.1.1', from: '8.8.8.8', iif: 'eth1' });

    expect(answer).toMatchObject({ kind: 'unknown' });
  });
});
