import { expect, test } from 'vitest';
import { applyModeFor, parseConfig } from '../../src/config/index.ts';

function modeOf(yaml: string, group?: string) {
  const config = parseConfig(`hosts: { server-b: {} }\n${yaml}\n`, '/etc/roundtrip/roundtrip.yaml');
  return applyModeFor(config, { group });
}

const UNLOCK = { verdicts: 20, precision: 0.95 };

test('changes are made at once where nothing is written', () => {
  expect(modeOf('')).toEqual({ shadow: false });
});

test('shadow mode holds for all hosts, or for those of a group', () => {
  const fleet = 'mode: shadow\napply: { groups: { lab: { mode: active } } }';

  expect(modeOf(fleet, 'db')).toEqual({ shadow: true });
  expect(modeOf(fleet, 'lab')).toEqual({ shadow: false });
  expect(modeOf('apply: { groups: { db: { mode: shadow } } }', 'db')).toEqual({ shadow: true });
  expect(modeOf('apply: { groups: { db: { mode: shadow } } }')).toEqual({ shadow: false });
});

test('a measured precision unlocks each group, unless the group says otherwise', () => {
  const yaml = `apply: { unlock: ${JSON.stringify(UNLOCK)}, groups: { lab: { unlock: false }, db: { unlock: { verdicts: 50, precision: 1 } } } }`;

  expect(modeOf(yaml)).toEqual({ shadow: false, unlock: UNLOCK });
  expect(modeOf(yaml, 'web')).toEqual({ shadow: false, unlock: UNLOCK });
  expect(modeOf(yaml, 'lab')).toEqual({ shadow: false });
  expect(modeOf(yaml, 'db')).toEqual({ shadow: false, unlock: { verdicts: 50, precision: 1 } });
});

test.each([
  ['mode: off'],
  ['apply: { unlock: { verdicts: 0, precision: 1 } }'],
  ['apply: { unlock: { verdicts: 5, precision: 95 } }'],
  ['apply: { unlock: { verdicts: 5 } }'],
])('%s is refused', (yaml) => {
  expect(() => modeOf(yaml)).toThrow();
});
