import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Address, HostState } from '../../src/analyzer/model/index.ts';
import { kernelModel } from '../../src/analyzer/routes/index.ts';
import { queryOf } from '../kernel/compare.ts';
import type { Regression } from '../kernel/differential.ts';
import { stateOf } from '../kernel/observation.ts';
import { SERVER_B, stateFrom } from '../kernel/state-builder.ts';

const folder = new URL('../kernel/regressions/', import.meta.url);
const recorded = readdirSync(folder)
  .filter((name) => name.startsWith('kernel-'))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Regression);

describe('what other kernels say', () => {
  test('was recorded on 6.1 and on 6.12, with the release in the listings', () => {
    const lines = new Set(recorded.map(({ kernelRelease }) => kernelRelease.split('.', 2).join('.')));

    expect([...lines].sort()).toEqual(['6.1', '6.12']);
    for (const { listings, kernelRelease } of recorded)
      expect(stateOf(listings).kernelRelease).toBe(kernelRelease);
  });

  test('up to 6.12 a refused way back is a cross-device link, our own address as source an invalid argument', () => {
    const words = new Map<string, Set<string>>();
    for (const { configuration, listings, answers } of recorded) {
      const model = kernelModel(stateOf(listings));
      for (const [index, query] of configuration.queries.entries()) {
        const answer = model.lookup(queryOf(query));
        const said = answers[index];
        if (answer.kind !== 'refused' || !said || !('refusal' in said)) continue;
        const { reason } = answer.validation;
        words.set(reason, (words.get(reason) ?? new Set()).add(said.refusal.replace(/^.*: /, '')));
      }
    }

    expect([...(words.get('strict') ?? [])]).toEqual(['Invalid cross-device link']);
    expect([...(words.get('own-address') ?? [])]).toEqual(['Invalid argument']);
  });
});

describe('home addresses', () => {
  const address = (local: string, flags: string[]): Address => ({
    dev: 'eth1',
    family: 6,
    local,
    prefixLength: 64,
    scope: 'global',
    flags,
  });

  function hostWith(addresses: Address[]): HostState {
    const state = stateFrom(SERVER_B);
    const destination = 'fd00:0:0:5::/64';
    const nextHops = [{ dev: 'eth1', flags: [] }];
    state.routes[6] = [{ family: 6, type: 'unicast', destination, table: '254', nextHops }];
    return {
      ...state,
      addresses: [...(state.addresses ?? []), ...addresses],
      coverage: { ...state.coverage, addresses: [{}], routes: [{}] },
    };
  }
  const ask = (addresses: Address[]) =>
    kernelModel(hostWith(addresses)).lookup({ family: 6, to: 'fd00:0:0:5::9' });

  test('leave the source open where a kernel with mobile IPv6 would prefer another', () => {
    const answer = ask([address('fd00:0:0:5::1', []), address('2001:db8::1', ['home'])]);

    expect(answer).toMatchObject({
      kind: 'route',
      dev: 'eth1',
      sourceUnknown: { about: 'untold', what: 'home-addresses' },
    });
  });

  test('do not matter where both would take the same', () => {
    const answer = ask([address('fd00:0:0:5::1', ['home']), address('2001:db8::1', [])]);

    expect(answer).toMatchObject({ kind: 'route', dev: 'eth1', prefsrc: 'fd00:0:0:5::1' });
  });
});
