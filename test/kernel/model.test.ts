import { describe, expect, test } from 'vitest';
import { type HostState, type Rule, withScope } from '../../src/analyzer/model/index.ts';
import { kernelModel, type Why } from '../../src/analyzer/routes/index.ts';
import { compare, queryOf } from './compare.ts';
import { generate } from './generate.ts';
import { observe } from './namespace.ts';
import { SERVER_B, stateFrom } from './state-builder.ts';

function outcomes({ steps }: Why): string[] {
  return steps.map(
    ({ rule, outcome, failed }) => `${rule.preference} ${outcome}${failed ? ` ${failed}` : ''}`,
  );
}

function withRules(...rules: Omit<Rule, 'family'>[]): HostState {
  const state = stateFrom(SERVER_B);
  state.rules[4]?.splice(1, 0, ...rules.map((rule) => ({ ...rule, family: 4 as const })));
  return state;
}

describe('why an answer came about', () => {
  test('every rule that was tried is told, with what came of it', () => {
    const state = withRules(
      { preference: 1, action: { kind: 'nop' } },
      { preference: 2, action: { kind: 'goto', target: 4, resolved: true } },
      { preference: 3, action: { kind: 'prohibit' } },
      { preference: 4, action: { kind: 'goto', target: 2, resolved: false } },
      { preference: 5, from: '1.2.3.4/32', action: { kind: 'lookup', table: '100' } },
      { preference: 6, action: { kind: 'lookup', table: '100' } },
      { preference: 7, action: { kind: 'lookup', table: '101' } },
      { preference: 8, action: { kind: 'lookup', table: '102' } },
      { preference: 9, suppressPrefixLength: 0, action: { kind: 'lookup', table: '254' } },
      { preference: 10, suppressIfGroup: '0', action: { kind: 'lookup', table: '254' } },
    );
    const hop = { dev: 'eth0', flags: [] };
    state.routes[4]?.push(
      { family: 4, type: 'unicast', destination: '7.0.0.0/8', table: '101', nextHops: [hop] },
      { family: 4, type: 'throw', destination: '8.0.0.0/8', table: '102', nextHops: [] },
    );

    const why = kernelModel(state).explain({ family: 4, to: '8.8.8.8' });

    expect(outcomes(why)).toEqual([
      '0 no-route',
      '1 nop',
      '2 goto',
      '4 goto-unresolved',
      '5 not-matched from',
      '6 table-empty',
      '7 no-route',
      '8 throw',
      '9 suppressed-prefix-length',
      '10 suppressed-group',
      '32766 taken',
    ]);
    expect(why.route?.destination).toBe('0.0.0.0/0');
    expect(why.table).toBe('254');
  });

  test('routes that were passed over are told with the reason', () => {
    const state = stateFrom(SERVER_B);
    const route = (more: object) => ({
      family: 4 as const,
      type: 'unicast',
      destination: '8.8.0.0/16',
      table: '254',
      nextHops: [{ dev: 'eth1', flags: [] }],
      ...more,
    });
    state.routes[4]?.push(
      route({ tos: 16 }),
      route({ nextHops: [{ dev: 'eth1', flags: ['dead'] }], metric: 1 }),
      route({ nextHops: [{ dev: 'eth1', flags: ['dead', 'linkdown'] }], metric: 2 }),
      route({
        nextHops: [
          { dev: 'eth0', flags: ['dead'] },
          { dev: 'eth1', flags: ['dead'] },
        ],
        metric: 3,
      }),
      route({ metric: 4 }),
      route({ metric: 5, nextHops: [{ dev: 'eth0', flags: [] }] }),
    );

    const { steps } = kernelModel(state).explain({ family: 4, to: '8.8.8.8' });

    const taken = steps.at(-1);
    expect(taken?.passedOver.map(({ because }) => because)).toEqual([
      'tos',
      'dead',
      'linkdown',
      'dead',
      'later-entry',
      'shorter-prefix',
    ]);
  });

  test('IPv6 tells what was passed over too', () => {
    const state = stateFrom(SERVER_B);
    const route = (more: object) => ({
      family: 6 as const,
      type: 'unicast',
      destination: '2001:db8::/32',
      table: '254',
      nextHops: [{ dev: 'eth1', gateway: 'fd00::9', flags: [] }],
      ...more,
    });
    state.rules[6] = [{ family: 6, preference: 5, action: { kind: 'lookup', table: '254' } }];
    state.routes[6] = [
      route({ expires: -3, metric: 1 }),
      route({ nextHops: [{ dev: 'eth1', flags: ['dead'] }], metric: 2 }),
      route({ nextHops: [{ dev: 'eth1', flags: ['linkdown', 'dead'] }], metric: 3 }),
      route({ source: 'fd77::/64', metric: 4 }),
      route({ destination: '2001::/16' }),
      route({ destination: '::/0', nextHops: [{ dev: 'eth0', flags: [] }] }),
    ];
    state.coverage = withScope(state.coverage, 'routes', { family: 6 });
    state.neighbours = [{ address: 'fd00::9', dev: 'eth1', state: 'FAILED' }];

    const query = { family: 6, to: '2001:db8::1', from: 'fd77::5' } as const;
    const sourced = kernelModel(state).lookup(query);
    const other = kernelModel(state).lookup({ family: 6, to: '2001:db8::1' });

    expect(sourced).toMatchObject({ kind: 'route', dev: 'eth0' });
    expect(
      kernelModel(state)
        .explain(query)
        .steps[0]?.passedOver.map(({ because }) => because),
    ).toEqual(['expired', 'dead', 'linkdown', 'neighbour-failed', 'neighbour-failed']);
    expect(other).toMatchObject({ kind: 'route', dev: 'eth0' });
  });

  test('an arriving packet’s explanation holds what source validation said', () => {
    const why = kernelModel(stateFrom(SERVER_B)).explain(queryOf('172.16.5.4 from 172.16.0.4 iif eth1'));

    expect(why.validation).toMatchObject({ verdict: 'refused', reason: 'strict', mode: 1 });
    expect(why.validation?.reverse).toMatchObject({ kind: 'route', dev: 'eth0' });
    expect(why.reverse?.rule?.preference).toBe(32766);
  });

  test('a rejecting rule or route is named', () => {
    const model = kernelModel(withRules({ preference: 3, action: { kind: 'prohibit' } }));
    const why = model.explain(queryOf('8.8.8.8'));

    expect(model.lookup(queryOf('8.8.8.8'))).toMatchObject({ kind: 'error', error: 'EACCES' });
    expect(why.rule?.preference).toBe(3);
    expect(why.steps.at(-1)?.outcome).toBe('rule-rejects');
  });
});

describe('source validation by itself', () => {
  const model = kernelModel(stateFrom(SERVER_B));
  const arriving = { family: 4, destination: '172.16.5.4', iif: 'eth1' } as const;

  test.each([
    ['172.16.0.4', 'refused', 'strict'],
    ['172.16.5.9', 'accepted', 'same-interface'],
    ['172.16.4.2', 'refused', 'own-address'],
    ['127.0.0.1', 'refused', 'martian'],
    ['224.0.0.5', 'refused', 'martian'],
    ['0.0.0.5', 'refused', 'strict'],
    ['172.16.5.255', 'refused', 'not-unicast'],
  ])('%s is %s: %s', (source, verdict, reason) => {
    expect(model.validateSource({ ...arriving, source })).toMatchObject({ verdict, reason });
  });

  test('a destination that goes nowhere does not hide the verdict', () => {
    const nowhere = { ...arriving, destination: '9.9.9.9' };

    expect(model.validateSource({ ...nowhere, source: '172.16.0.4' })).toMatchObject({ reason: 'strict' });
    expect(
      model.validateSource({ ...nowhere, destination: '127.0.0.1', source: '172.16.0.4' }),
    ).toMatchObject({
      reason: 'strict',
    });
  });

  test('IPv6 has none, and what is no address has no verdict', () => {
    expect(
      model.validateSource({ family: 6, source: 'fd00::1', destination: 'fd00::2', iif: 'eth1' }),
    ).toMatchObject({
      verdict: 'accepted',
      reason: 'not-checked',
    });
    expect(model.validateSource({ ...arriving, source: 'XXX.XXX' }).verdict).toBe('unknown');
    expect(model.validateSource({ ...arriving, source: '1.2.3.4', iif: 'eth9' })).toMatchObject({
      verdict: 'unknown',
      question: { about: 'link', device: 'eth9' },
    });
  });

  test('a kernel before 5.3 refuses all of 0.0.0.0/8, one before 5.10 says EINVAL to a foreign source', () => {
    const old = stateFrom({ ...SERVER_B, 'uname -r': '3.10.0-1160.el7.x86_64' });
    const oldModel = kernelModel({ ...old, kernelRelease: '3.10.0-1160.el7.x86_64' });

    expect(oldModel.validateSource({ ...arriving, source: '0.0.0.5' })).toMatchObject({ reason: 'martian' });
    expect(oldModel.lookup({ family: 4, to: '8.8.8.8', from: '9.9.9.9' })).toMatchObject({ error: 'EINVAL' });
    expect(model.lookup({ family: 4, to: '8.8.8.8', from: '9.9.9.9' })).toMatchObject({
      error: 'ENETUNREACH',
    });
  });
});

describe('what is local', () => {
  const model = kernelModel(stateFrom(SERVER_B));

  test.each([
    [4, '172.16.5.4', true],
    [4, '127.0.0.9', true],
    [4, '172.16.5.5', false],
    [4, '172.16.5.255', false],
    [6, 'fd00::2', true],
    [6, 'fd00::3', false],
    [4, 'nonsense', undefined],
  ] as const)('IPv%i %s: %s', (family, address, expected) => {
    expect(model.isLocal(family, address)).toBe(expected);
  });
});

describe('a local table that was not listed', () => {
  test('comes from the addresses as the kernel makes it, on random hosts', { timeout: 120_000 }, () => {
    let compared = 0;
    for (let seed = 70_000; seed < 70_040; seed++) {
      const configuration = generate(seed, 60);
      configuration.setup4 = configuration.setup4.filter((line) => line.startsWith('address'));
      configuration.setup6 = configuration.setup6.filter((line) => line.startsWith('address'));
      configuration.sysctls = configuration.sysctls.filter(
        (line) => !line.startsWith('ipv6/conf/all/forwarding'),
      );
      const observed = observe(configuration);
      observed.state.coverage.routes = [];
      for (const family of [4, 6] as const) {
        observed.state.routes[family] =
          observed.state.routes[family]?.filter(({ table }) => table !== '255') ?? [];
        for (const table of ['254', '253']) observed.state.coverage.routes.push({ family, table });
      }
      observed.state.kernelRelease = '6.18.0';

      const { disagreements } = compare(configuration.queries, observed);

      expect(disagreements, `seed ${seed}`).toEqual([]);
      compared += configuration.queries.length;
    }
    expect(compared).toBe(2400);
  });

  test('before 5.14 the network address is a broadcast too; without the release that is open', () => {
    const state = stateFrom(SERVER_B);
    state.routes[4] = state.routes[4]?.filter(({ table }) => table !== '255') ?? [];
    state.coverage.routes = ['254', '253'].map((table) => ({ family: 4, table }));
    const answer = (kernelRelease: string | undefined) =>
      kernelModel({ ...state, ...(kernelRelease !== undefined && { kernelRelease }) }).lookup({
        family: 4,
        to: '172.16.5.0',
      });
    delete state.kernelRelease;

    expect(answer('4.18.0-553.el8')).toMatchObject({ type: 'broadcast' });
    expect(answer('6.1.0')).toMatchObject({ type: 'unicast', dev: 'eth1' });
    expect(answer(undefined).kind).toBe('unknown');
  });
});
