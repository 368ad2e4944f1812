import { expect, test } from 'vitest';
import { newTriageId } from '../../src/triage/id.ts';
import { TriageId } from '../../src/triage/index.ts';

test('ids are well formed and sort by their time', () => {
  const times = [
    Date.UTC(2026, 0, 1),
    Date.UTC(2026, 0, 1, 0, 0, 1),
    Date.UTC(2030, 5, 5),
    Date.UTC(2057, 0, 1),
  ];

  const ids = times.map((time) => newTriageId(time));

  expect(ids.every((id) => TriageId.safeParse(id).success)).toBe(true);
  expect([...ids].sort()).toEqual(ids);
});
