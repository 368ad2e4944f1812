import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { ask } from './ask.ts';
import { judge } from './judge.ts';
import { scenarioTrials } from './scenarios.ts';
import type { Trial } from './trial.ts';

/** One in so many scenarios: `npm run calibrate` looks at all of them. */
const ONE_IN = 18;

const trials = scenarioTrials(SCENARIOS.filter((_, at) => at % ONE_IN === 0));
const consoles = sample('scenario, pasted').map(([, { name }]) => name);

function sample(kind: Trial['kind']): [string, Trial][] {
  return trials
    .filter((trial) => trial.kind === kind)
    .map((trial) => [`${trial.name} ${trial.variant ?? ''}`, trial]);
}

describe('a sample of the calibration', () => {
  it.each(sample('scenario over SSH'))('%s: named over SSH', (_, trial) => {
    const { answer, verdict } = judge(trial, ask);

    expect(['right', 'honest'], answer.said).toContain(verdict);
  });

  it.each(sample('scenario, pasted'))('%s: the same from what a person pastes', (_, trial) => {
    const { answer } = judge(trial, ask);

    expect(
      trial.expected.right.length === 0 ? ['inconclusive'] : trial.expected.right,
      answer.said,
    ).toContain(answer.cause);
  });

  it.each(consoles)(
    '%s: never proven wrong where a listing is filtered, and no question that makes no sense',
    (name) => {
      const judged = trials
        .filter(({ kind }) => kind === 'scenario, pasted, a listing filtered')
        .filter((trial) => trial.name === name && trial.variant?.includes(' -> '))
        .map((trial) => judge(trial, ask));

      expect(judged.length).toBeGreaterThan(0);
      expect(judged.flatMap(({ pointless }) => pointless)).toEqual([]);
      expect(
        judged
          .filter(({ answer, verdict }) => answer.certainty === 'proven' && verdict === 'wrong')
          .map(({ trial, answer }) => `${trial.variant}: ${answer.cause}`),
      ).toEqual([]);
    },
  );
});
