import { describe, expect, test } from 'vitest';
import { type HostState, keyOf } from '../../src/analyzer/model/index.ts';
import { kernelModel, type RouteQuery } from '../../src/analyzer/routes/index.ts';
import { queryOf } from './compare.ts';
import { SERVER_B, stateFrom } from './state-builder.ts';

function without(command: string): HostState {
  return stateFrom(Object.fromEntries(Object.entries(SERVER_B).filter(([name]) => name !== command)));
}

function replaced(command: string, output: string): HostState {
  return stateFrom({ ...SERVER_B, [command]: output });
}

/** The answer's kind, with the key of the question where it is unknown. */
function ask(state: HostState, words: string): string {
  const answer = kernelModel(state).lookup(queryOf(words));
  return answer.kind === 'unknown' ? `unknown: ${keyOf(answer.question)}` : answer.kind;
}

describe('what was not collected or understood', () => {
  const routes = SERVER_B['ip route show table all'] ?? '';
  const sysctls = SERVER_B['sysctl -a'] ?? '';

  test('a wholly collected host leaves nothing open', () => {
    const model = kernelModel(stateFrom(SERVER_B));

    const query = queryOf('172.16.5.4 from 172.16.0.4 iif eth1');

    expect(model.lookup(query).kind).toBe('refused');
    expect(model.explain(query).assumed).toEqual([]);
  });

  test('a route of an unknown type touches only what comes by it', () => {
    const state = replaced('ip route show table all', routes);
    state.routes[4]?.push({
      family: 4,
      type: 'xresolve',
      destination: '9.9.0.0/16',
      table: '254',
      nextHops: [],
    });

    expect(ask(state, '9.9.1.1')).toBe('unknown: not-understood:routes4:9.9.0.0/16 xresolve');
    expect(ask(state, '9.8.1.1')).toBe('route');
  });

  test('words of a route that are not understood touch only what comes by it', () => {
    const state = replaced(
      'ip route show table all',
      `${routes}\n7.0.0.0/8 encap mpls 100 via 172.16.4.9 dev eth0`,
    );

    expect(ask(state, '7.1.1.1')).toMatch(/^unknown: not-understood:routes4:7.0.0.0\/8 /);
    expect(ask(state, '8.1.1.1')).toBe('route');
  });

  test('which of the IPv6 routes with one next hop object is cached is open where a rule suppresses some of them', () => {
    const withObject = (id: number, prefix = 'default') =>
      stateFrom({
        ...SERVER_B,
        'ip -6 route show table all': [
          `${prefix} nhid 62 via fd00::1 dev eth0 metric 20`,
          `fd00:1::/56 nhid ${id} via fd00::1 dev eth0 table 101`,
        ].join('\n'),
        'ip -6 rule':
          '0: from all lookup local\n10: from all lookup 101 suppress_prefixlength 0\n32766: from all lookup main',
      });

    expect(ask(withObject(62), 'fd00:1::9')).toBe('unknown: untold:shared-next-hop:62');
    expect(ask(withObject(63), 'fd00:1::9')).toBe('route');
    expect(ask(withObject(62, 'fd00:2::/48'), 'fd00:1::9')).toBe('route');
  });

  test('whether a gateway was the host itself when its route was added is open where the tables disagree now', () => {
    const more = [
      '8.0.0.0/8 via 172.16.5.4 dev eth1 table 300',
      '9.0.0.0/8 via 172.16.5.9 dev eth1 table 300',
      '172.16.0.0/16 dev eth1 scope link table 300',
    ];
    const state = stateFrom({
      ...SERVER_B,
      'ip route show table all': [routes, ...more].join('\n'),
      'ip rule': '0: from all lookup local\n50: from all lookup 300\n32766: from all lookup main',
    });

    expect(ask(state, '8.1.1.1')).toBe('unknown: untold:own-gateway:172.16.5.4');
    expect(ask(state, '9.1.1.1')).toBe('route');
  });

  test('whether source-specific routes alone are found hangs on deleted ones, where longer prefixes lie within', () => {
    const sourced = 'fd00:0:0:3::/64 from fd00::/16 dev eth1 metric 1024';
    const inner = 'fd00:0:0:3::/112 dev eth0 metric 1024';
    const stateWith = (...lines: string[]) =>
      stateFrom({
        ...SERVER_B,
        'ip -6 rule': '0:\tfrom all lookup local\n32766:\tfrom all lookup main',
        'ip -6 route show table all': lines.join('\n'),
      });
    const query = 'fd00:0:0:3::1:1 from fd00::9 iif eth0';

    expect(ask(stateWith(sourced, inner), query)).toBe('unknown: untold:deleted-route:fd00:0:0:3::/64');
    expect(ask(stateWith(sourced, inner), 'fd00:0:0:3::1 from fd00::9 iif eth0')).toBe('route');
    expect(ask(stateWith(sourced), query)).toBe('route');
    expect(ask(stateWith(sourced, 'fd00:0:0:3::/64 dev eth0 metric 1024', inner), query)).toBe('route');
  });

  test('a destination that is not understood leaves its whole table open', () => {
    const state = replaced('ip route show table all', routes);
    state.routes[4]?.push({ family: 4, type: 'unicast', destination: '10.*', table: '300', nextHops: [] });
    state.rules[4]?.splice(1, 0, {
      family: 4,
      preference: 5,
      to: '9.0.0.0/8',
      action: { kind: 'lookup', table: '300' },
    });

    expect(ask(state, '9.1.1.1')).toBe('unknown: not-understood:routes4:10.* table 300');
    expect(ask(state, '8.1.1.1')).toBe('route');
  });

  test('a route without any next hop is not followed', () => {
    const state = replaced('ip route show table all', routes);
    state.routes[4]?.push({
      family: 4,
      type: 'unicast',
      destination: '9.0.0.0/8',
      table: '254',
      nextHops: [],
    });

    expect(ask(state, '9.1.1.1')).toBe('unknown: not-understood:routes4:9.0.0.0/8');
  });

  test('an unknown rule action or selector touches only what comes by it', () => {
    const state = replaced('ip rule', SERVER_B['ip rule'] ?? '');
    state.rules[4]?.splice(
      1,
      0,
      { family: 4, preference: 5, to: '9.0.0.0/8', action: { kind: 'unknown', text: 'nat 1.2.3.4' } },
      {
        family: 4,
        preference: 6,
        to: '7.0.0.0/8',
        action: { kind: 'lookup', table: '254' },
        notUnderstood: 'realms 5',
      },
      { family: 4, preference: 7, to: 'x', action: { kind: 'lookup', table: '254' }, ipproto: 6 },
      { family: 4, preference: 8, from: 'x', action: { kind: 'lookup', table: '254' }, ipproto: 47 },
    );

    expect(ask(state, '9.1.1.1')).toBe('unknown: rules:4');
    expect(ask(state, '7.1.1.1')).toBe('unknown: not-understood:rules4:realms 5');
    expect(ask(state, '8.1.1.1 ipproto tcp')).toBe('unknown: not-understood:rules4:to x');
    expect(ask(state, '8.1.1.1 ipproto 47')).toBe('unknown: not-understood:rules4:from x');
    expect(ask(state, '8.1.1.1')).toBe('route');
  });

  test('a table whose name has no number leaves open what asks it', () => {
    const state = replaced('ip rule', SERVER_B['ip rule'] ?? '');
    state.rules[4]?.splice(1, 0, {
      family: 4,
      preference: 5,
      to: '9.0.0.0/8',
      action: { kind: 'lookup', table: 'vpn' },
    });

    expect(ask(state, '9.1.1.1')).toBe('unknown: routes:4:vpn');
    expect(ask(state, '8.1.1.1')).toBe('route');
  });

  test('only main was listed: other tables are open, default counts as empty, local comes from the addresses', () => {
    const state = stateFrom({
      ...Object.fromEntries(Object.entries(SERVER_B).filter(([name]) => name !== 'ip route show table all')),
      'ip route': routes.split('\n').slice(1, 3).join('\n'),
    });
    const model = kernelModel(state);
    state.rules[4]?.splice(1, 0, {
      family: 4,
      preference: 5,
      to: '9.0.0.0/8',
      action: { kind: 'lookup', table: '100' },
    });

    const query = { family: 4, to: '8.8.8.8' } as const;

    expect(model.lookup(query)).toMatchObject({ kind: 'error', error: 'ENETUNREACH' });
    expect(model.explain(query).assumed.map(keyOf)).toEqual(['routes:4:255', 'routes:4:253']);
    expect(model.lookup({ family: 4, to: '172.16.5.4' })).toMatchObject({ type: 'local', dev: 'lo' });
    expect(ask(state, '9.1.1.1')).toBe('unknown: routes:4:100');
  });

  test('rules that were not shown count as the default ones, and that is said', () => {
    const model = kernelModel(without('ip rule'));
    const query = { family: 4, to: '8.8.8.8' } as const;

    expect(model.lookup(query)).toMatchObject({ kind: 'route', dev: 'eth0' });
    expect(model.explain(query).assumed.map(keyOf)).toEqual(['rules:4']);
  });

  test.each([
    ['rules4', '8.8.8.8', 'rules:4'],
    ['routes4', '8.8.8.8', 'routes:4:254'],
  ])('a gap in %s leaves its family open', (part, to, key) => {
    const state = stateFrom(SERVER_B);
    state.coverage = { ...state.coverage, rules: [], routes: [] };
    state.gaps.push({ part, because: 'cut' });

    expect(ask(state, to)).toBe(`unknown: ${key}`);
  });

  test('missing rp_filter matters only where the modes differ', () => {
    const state = replaced('sysctl -a', sysctls.replaceAll(/.*eth1.rp_filter.*\n/g, ''));

    const question = 'unknown: sysctl:net.ipv4.conf.all.rp_filter,net.ipv4.conf.eth1.rp_filter';
    expect(ask(state, '172.16.5.4 from 172.16.0.4 iif eth1')).toBe(question);
    expect(ask(state, '172.16.5.4 from 172.16.5.9 iif eth1')).toBe('route');
    const none = replaced('sysctl -a', sysctls.replaceAll(/.*rp_filter.*\n/g, ''));
    expect(ask(none, '172.16.5.4 from 172.16.0.4 iif eth1')).toBe(question);
    expect(ask(none, '172.16.5.4 from 172.16.5.4 iif eth1')).toBe('refused');
  });

  test('other missing settings matter only to the flows that meet them', () => {
    const state = replaced('sysctl -a', 'net.ipv4.conf.all.rp_filter = 0\nnet.ipv4.conf.eth1.rp_filter = 0');

    expect(ask(state, '172.16.5.4 from 172.16.0.4 iif eth1')).toBe('route');
    expect(ask(state, '172.16.5.4 from 172.16.4.2 iif eth1')).toBe(
      'unknown: sysctl:net.ipv4.conf.all.accept_local,net.ipv4.conf.eth1.accept_local',
    );
    expect(ask(state, '8.8.8.8 from 172.16.5.9 iif eth1')).toBe(
      'unknown: sysctl:net.ipv4.conf.eth1.forwarding',
    );
    expect(ask(state, '127.0.0.1 from 172.16.5.9 iif eth1')).toContain('eth1.route_localnet');
    expect(ask(state, '172.16.5.4 from 127.0.0.1 iif eth1')).toContain('eth1.route_localnet');
  });

  test('addresses that were not collected leave open what is chosen among them', () => {
    const state = without('ip addr');
    state.routes[4] =
      state.routes[4]
        ?.map(({ prefsrc: _, ...route }) => route)
        .filter(({ type, nextHops }) => type !== 'local' || nextHops[0]?.dev !== 'eth0') ?? [];

    const open = kernelModel(state).lookup(queryOf('8.8.8.8'));
    expect(open).toMatchObject({ kind: 'route', dev: 'eth0' });
    expect(open).toMatchObject({ sourceUnknown: { about: 'addresses', family: 4, device: 'eth0' } });
    expect(open.kind === 'route' && open.prefsrc).toBeUndefined();
    expect(ask(state, '8.8.8.8 from 172.16.4.2')).toBe('unknown: addresses:4:eth0');
    // Table local names the addresses as well.
    expect(ask(without('ip addr'), '8.8.8.8 from 172.16.4.2')).toBe('route');
    delete state.coverage.routes;
    expect(ask(state, '8.8.8.8')).toBe('unknown: routes:4:254');
  });

  test('a scope or group that cannot be known is said', () => {
    const state = stateFrom(SERVER_B);
    state.rules[4]?.splice(1, 0, {
      family: 4,
      preference: 5,
      suppressIfGroup: '7',
      action: { kind: 'lookup', table: '254' },
    });
    state.links = state.links?.map(({ group: _, ...link }) => link) ?? [];

    expect(ask(state, '8.8.8.8')).toBe('unknown: link:eth0');
    const strange = stateFrom(SERVER_B);
    strange.routes[4]?.push({
      family: 4,
      type: 'unicast',
      destination: '9.0.0.0/8',
      table: '254',
      scope: 'galaxy',
      nextHops: [{ dev: 'eth0', flags: [] }],
    });
    expect(ask(strange, '9.1.1.1')).toBe('unknown: not-understood:routes4:9.0.0.0/8 scope galaxy');
  });

  test('names and addresses that do not exist', () => {
    const state = stateFrom(SERVER_B);
    const model = kernelModel(state);
    const odd = (query: RouteQuery) => model.lookup(query).kind;

    expect(ask(state, '172.16.5.4 from 172.16.0.4 iif eth9')).toBe('unknown: link:eth9');
    expect(ask(state, '172.16.5.4 oif eth9')).toBe('unknown: link:eth9');
    expect(ask(state, 'fd00::9 oif eth9')).toBe('unknown: link:eth9');
    expect(ask(state, 'fd00::9 from fd00::7 iif eth9')).toBe('unknown: link:eth9');
    expect(odd({ family: 4, to: 'x' })).toBe('unknown');
    expect(odd({ family: 4, to: '1.2.3.4', from: 'XXX.XXX' })).toBe('unknown');
    expect(ask(state, 'fd00::9 from 1.2.3.4')).toBe('unknown: not-understood:address:1.2.3.4');
  });

  test('whose socket answers is open only where a rule asks for user ids', () => {
    const state = stateFrom(SERVER_B);
    const answer = { family: 4, to: '8.8.8.8', from: '172.16.5.4', ipproto: 6, sport: 443 } as const;
    const asked = (uid: RouteQuery['uid'], to = '8.8.8.8') => {
      const found = kernelModel(state).lookup({ ...answer, to, ...(uid === undefined ? {} : { uid }) });
      return found.kind === 'unknown' ? keyOf(found.question) : found.kind;
    };

    expect(asked('listener')).toBe('route');
    state.rules[4]?.splice(1, 0, {
      family: 4,
      preference: 5,
      to: '8.0.0.0/8',
      uidrange: { from: 1000, to: 1999 },
      action: { kind: 'prohibit' },
    });
    expect(asked('listener')).toBe('sockets:tcp:443');
    expect(asked('listener', '9.9.9.9')).toBe('route');
    expect([asked(undefined), asked(0), asked(1500)]).toEqual(['route', 'route', 'error']);
  });

  test('multicast that arrives is open except for 224.0.0.1', () => {
    expect(ask(stateFrom(SERVER_B), '239.1.1.1 from 172.16.5.9 iif eth1')).toBe(
      'unknown: untold:joined-groups',
    );
  });
});
