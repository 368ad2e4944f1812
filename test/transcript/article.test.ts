import { expect, it } from 'vitest';
import { Observation } from '../../src/analyzer/model/index.ts';
import { fixture, observationsOf } from './reading.ts';

it('reads the console of the case it began with out of its prose, and which address that says to answer', () => {
  const [observation] = observationsOf(fixture('article.txt'));
  if (!observation) throw new Error('it has an observation');

  expect(observation.stated).toContainEqual(
    expect.objectContaining({ outcome: 'answers', to: '172.16.4.2' }),
  );

  expect(() => Observation.parse(observation)).not.toThrow();
  expect(observation.host).toBe('server-b');
  expect(observation.captures).toHaveLength(1);
  expect(observation.captures[0]).toMatchObject({ interface: 'any', listening: true });
  expect(
    observation.captures[0]?.packets.map(({ source, destination, kind }) => [source, destination, kind]),
  ).toEqual(Array(3).fill(['172.16.0.4', '172.16.5.4', 'echo-request']));
  expect(observation.captures[0]?.packets[0]).not.toHaveProperty('dev');
  expect(observation.state.routes[4]).toHaveLength(6);
  expect(observation.state.coverage.routes).toEqual([{ family: 4, table: '254' }]);
  expect(observation.oracle).toEqual([
    {
      evidence: 'oracle',
      command: 'ip route get 172.16.0.4',
      to: '172.16.0.4',
      answer: { kind: 'route', type: 'unicast', dev: 'eth0', gateway: '172.16.4.1', prefsrc: '172.16.4.2' },
    },
  ]);
  expect(observation.state.sysctls?.['net.ipv4.conf.eth1.rp_filter']).toBe('1');
  expect(observation.state.gaps).toEqual([]);
  expect(observation.gaps).toEqual([]);
  expect(observation.evidence.map(({ id }) => id)).toEqual(['capture', 'routes', 'oracle', 'rp_filter']);
});
