import { expect, test } from 'vitest';
import { scoreAll, summary } from './score.ts';

test('of the wordings 95 in a hundred end in the right triage or the right question, and none in a wrong triage', () => {
  const { short, table } = summary(scoreAll());

  expect(short, table).toEqual([]);
});

test('the list is as large and as mixed as it has to be', () => {
  const scored = scoreAll();
  const first = scored.filter(({ kind }) => ['English', 'Japanese', 'hostile'].includes(kind));
  const share = (kind: string) => first.filter((each) => each.kind === kind).length / first.length;

  expect(first.length).toBeGreaterThanOrEqual(180);
  expect(share('English')).toBeGreaterThan(0.55);
  expect(share('Japanese')).toBeGreaterThan(0.25);
  expect(share('hostile')).toBeGreaterThan(0.08);
});
