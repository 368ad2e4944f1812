import { expect } from 'vitest';
import type { Diagnosis, RemedyId } from '../../../src/analyzer/model/index.ts';
import type { Expectation } from './scenario.ts';

/** Holds a diagnosis to what a scenario says must be said. */
export function check(diagnosis: Diagnosis, expected: Expectation): void {
  const { cause, stage } = diagnosis;
  const told = diagnosis.stages.map((one) => `${one.status} ${one.stage}: ${one.because}`).join('\n');
  expect({ cause, stage }, told).toEqual({ cause: expected.cause, stage: expected.stage });
  if (expected.certainty) expect(diagnosis.certainty, told).toBe(expected.certainty);
  if (expected.next) expect(diagnosis.next, told).toEqual(expected.next);
  if (expected.says) expect(allWords(diagnosis)).toMatch(expected.says);
  expect(diagnosis.headline.length).toBeLessThanOrEqual(140);
  for (const [id, outcome] of Object.entries(expected.remedies ?? {})) {
    const remedy = diagnosis.remedies.find((one) => one.id === (id as RemedyId));
    expect(remedy?.outcome ?? 'not offered', `${id}: ${remedy?.because}`).toBe(outcome);
  }
}

function allWords({ headline, explanation, remarks, stages }: Diagnosis): string {
  return [headline, explanation, ...remarks, ...stages.map(({ because }) => because)].join('\n');
}
