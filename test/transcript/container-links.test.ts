import { expect, it } from 'vitest';
import { appearsToCover, covers } from '../../src/analyzer/model/index.ts';
import { observationOf } from './reading.ts';

const ROUTES = 'default via 10.0.0.1 dev eth0\n10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.5';
const main = { family: 4, table: '254' } as const;

function coverageOf(command: string, output = ROUTES) {
  return observationOf(`root@wk-1:~# ${command}\n${output}\nroot@wk-1:~# hostname\nwk-1\n`).state.coverage;
}

it('takes a listing without the links of containers for whole, and for no proof of absence', () => {
  const coverage = coverageOf('ip route | grep -v cali');

  expect(appearsToCover(coverage, 'routes', main)).toBe(true);
  expect(covers(coverage, 'routes', main)).toBe(false);
});

it.each([
  ['another word was left out', 'ip route | grep -v eth1', ROUTES],
  ['the output is cut as well', 'ip route | grep -v cali', `${ROUTES}\n...`],
])('takes it for whole no more where %s', (_what, command, output) => {
  expect(appearsToCover(coverageOf(command, output), 'routes', main)).toBe(false);
});
