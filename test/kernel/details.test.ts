import { describe, expect, test } from 'vitest';
import type { HostState, Route } from '../../src/analyzer/model/index.ts';
import { kernelModel } from '../../src/analyzer/routes/index.ts';
import { SERVER_B, stateFrom } from './state-builder.ts';

function withRoute(
  route: Partial<Route> & { destination: string },
  settings: Record<string, string> = {},
): HostState {
  const state = stateFrom(SERVER_B);
  const family = route.destination.includes(':') ? 6 : 4;
  const whole: Route = {
    family,
    type: 'unicast',
    table: '254',
    nextHops: [{ dev: 'eth1', flags: [] }],
    ...route,
  };
  state.routes[family] = [...(state.routes[family] ?? []), whole];
  state.sysctls = { ...state.sysctls, ...settings };
  return state;
}

const withoutCarrier = { nextHops: [{ dev: 'eth1', flags: ['linkdown'] }] };

describe('next hops without carrier', () => {
  test.each(['all', 'eth1'])('are skipped where ignore_routes_with_linkdown of %s says so', (scope) => {
    const settings = {
      [`net.ipv4.conf.${scope}.ignore_routes_with_linkdown`]: '1',
      [`net.ipv6.conf.${scope}.ignore_routes_with_linkdown`]: '1',
    };
    const four = kernelModel(withRoute({ destination: '9.0.0.0/8', ...withoutCarrier }, settings));
    const six = kernelModel(withRoute({ destination: '2001:db8::/32', ...withoutCarrier }, settings));

    expect(four.lookup({ family: 4, to: '9.1.1.1' })).toMatchObject({ dev: 'eth0' });
    expect(six.lookup({ family: 6, to: '2001:db8::1' })).toMatchObject({ error: 'ENETUNREACH' });
  });

  test('are used otherwise', () => {
    const four = kernelModel(withRoute({ destination: '9.0.0.0/8', ...withoutCarrier }));
    const six = kernelModel(withRoute({ destination: '2001:db8::/32', ...withoutCarrier }));

    expect(four.lookup({ family: 4, to: '9.1.1.1' })).toMatchObject({ dev: 'eth1' });
    expect(six.lookup({ family: 6, to: '2001:db8::1' })).toMatchObject({ dev: 'eth1' });
  });
});

describe('what a host may leave out', () => {
  test('a release that is absent or odd counts as new', () => {
    const state = stateFrom(SERVER_B);

    for (const kernelRelease of [undefined, 'odd', '6']) {
      const { kernelRelease: _, ...rest } = state;
      const model = kernelModel(kernelRelease === undefined ? rest : { ...rest, kernelRelease });
      expect(model.lookup({ family: 4, to: '8.8.8.8', from: '9.9.9.9' })).toMatchObject({
        error: 'ENETUNREACH',
      });
      expect(model.lookup({ family: 4, to: '0.0.0.5' })).toMatchObject({ dev: 'eth0' });
    }
  });

  test('forwarding of the interface, else of the host', () => {
    const state = stateFrom(SERVER_B);
    const ask = (sysctls: Record<string, string>) =>
      kernelModel({ ...state, sysctls: { 'net.ipv4.conf.all.rp_filter': '2', ...sysctls } }).lookup({
        family: 4,
        to: '8.8.8.8',
        from: '172.16.5.9',
        iif: 'eth1',
      });

    expect(ask({ 'net.ipv4.conf.eth1.forwarding': '1' })).toMatchObject({ kind: 'route', dev: 'eth0' });
    expect(ask({ 'net.ipv4.ip_forward': '1' })).toMatchObject({ kind: 'route', dev: 'eth0' });
    expect(ask({ 'net.ipv4.conf.all.forwarding': '0' })).toMatchObject({ error: 'EHOSTUNREACH' });
    expect(ask({})).toMatchObject({ kind: 'unknown' });
  });

  test('an IPv6 gateway that failed needs conf.all.forwarding where another route leads there', () => {
    const alone = withRoute({
      destination: '2001:db8::/32',
      nextHops: [{ dev: 'eth1', gateway: 'fd00::9', flags: [] }],
    });
    alone.neighbours = [{ address: 'fd00::9', dev: 'eth1', state: 'FAILED' }];
    const { 'net.ipv6.conf.all.forwarding': _, ...sysctls } = alone.sysctls ?? {};
    const wider: Route = {
      ...{ family: 6, type: 'unicast', table: '254', destination: '2001::/16' },
      nextHops: [{ dev: 'eth0', flags: [] }],
    };
    const beside = { ...alone, routes: { ...alone.routes, 6: [...(alone.routes[6] ?? []), wider] } };
    const ask = (state: HostState) => kernelModel(state).lookup({ family: 6, to: '2001:db8::1' });

    expect(ask(alone)).toMatchObject({ dev: 'eth1' });
    expect(ask({ ...alone, sysctls })).toMatchObject({ dev: 'eth1' });
    expect(ask({ ...beside, sysctls })).toMatchObject({
      kind: 'unknown',
      question: { about: 'sysctl', keys: ['net.ipv6.conf.all.forwarding'] },
    });
  });

  test('a dot in an interface name is a slash in its settings', () => {
    const state = stateFrom(SERVER_B);
    state.links?.push({ name: 'eth0.5', flags: ['UP'] });
    state.addresses?.push({
      dev: 'eth0.5',
      family: 4,
      local: '172.16.9.1',
      prefixLength: 24,
      scope: 'global',
      flags: [],
    });
    state.sysctls = { ...state.sysctls, 'net.ipv4.conf.eth0/5.rp_filter': '2' };
    const model = kernelModel(state);

    expect(
      model.validateSource({ family: 4, source: '172.16.5.9', destination: '172.16.5.4', iif: 'eth0.5' }),
    ).toMatchObject({ verdict: 'accepted', reason: 'loose', mode: 2 });
  });

  test('links that were not listed leave every name possible', () => {
    const { links: _, ...state } = stateFrom(SERVER_B);
    delete state.coverage.links;

    expect(kernelModel(state).lookup({ family: 4, to: '9.9.9.9', oif: 'eth1' })).toMatchObject({
      dev: 'eth1',
    });
  });

  test('unreadable source prefixes and negative modes', () => {
    const state = withRoute(
      { destination: '2001:db8::/32', source: 'masked' },
      { 'net.ipv4.conf.all.rp_filter': '-1' },
    );

    expect(kernelModel(state).lookup({ family: 6, to: '2001:db8::1' })).toMatchObject({ kind: 'unknown' });
    expect(
      kernelModel(state).validateSource({
        family: 4,
        source: '8.8.8.8',
        destination: '172.16.5.4',
        iif: 'lo',
      }),
    ).toMatchObject({ mode: 0 });
  });
});
