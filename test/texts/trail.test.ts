import { expect, test } from 'vitest';
import { findingIn, type GuardGap, gapIn, type TrailFinding } from '../../src/texts/failures/index.ts';
import { JAPANESE } from '../support/english.ts';

const place = { line: 3 };
const FINDINGS = {
  'before-the-first': {},
  'event-missing': { after: 2, next: 4 },
  'chain-broken': {},
  'content-changed': {},
  'out-of-order': { sequence: 2, triage: 'T0000000001' },
  'content-gone': {},
  unsigned: {},
  'signature-wrong': {},
  'other-event-anchored': place,
  'end-cut-off': { end: 2, anchored: 4 },
  'anchor-unverifiable': {},
  'anchor-no-head': place,
  'anchor-other-key': place,
  'anchor-signature-wrong': place,
  'anchor-empty': { events: 4 },
  'anchor-behind': { anchored: 2, events: 4 },
} satisfies { [Kind in TrailFinding['kind']]: Extract<TrailFinding, { kind: Kind }>['facts'] };

const GAPS = {
  superuser: { role: 'roundtrip' },
  owner: { role: 'roundtrip' },
  privileges: { role: 'roundtrip', privileges: ['UPDATE', 'DELETE'] },
  'trigger-off': {},
} satisfies { [Kind in GuardGap['kind']]: Extract<GuardGap, { kind: Kind }>['facts'] };

test('what is wrong with the trail, or with its guard, is said in both languages', () => {
  const said = (language: 'en' | 'ja') => [
    ...Object.entries(FINDINGS).map(([kind, facts]) => findingIn(language, { kind, facts } as TrailFinding)),
    ...Object.entries(GAPS).map(([kind, facts]) => gapIn(language, { kind, facts } as GuardGap)),
  ];

  expect(new Set(said('en')).size).toBe(20);
  expect(said('en').filter((text) => JAPANESE.test(text))).toEqual([]);
  expect(said('ja').filter((text) => !JAPANESE.test(text))).toEqual([]);
  expect([...said('en'), ...said('ja')].filter((text) => /undefined|[.。]$/.test(text))).toEqual([]);
});
