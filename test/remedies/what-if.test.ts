import { expect, test } from 'vitest';
import { seededRandom } from '../kernel/random.ts';
import { compareWhatIf } from './compare-what-if.ts';
import { multiHomed } from './multi-homed.ts';
import { pingForReal } from './real-packets.ts';

test('what a plan would change is what the kernel does once it is applied', { timeout: 120_000 }, () => {
  const seed = Date.now() % 1_000_000;
  const totals = { plans: 0, flows: 0, changed: 0 };

  for (let host = 0; host < 12; host++) {
    const result = compareWhatIf(multiHomed(seededRandom(seed + host)));
    expect({ seed: seed + host, differences: result.differences }).toEqual({
      seed: seed + host,
      differences: [],
    });
    totals.plans += result.plans;
    totals.flows += result.flows;
    totals.changed += result.changed;
  }

  expect(totals.plans).toBeGreaterThan(10);
  expect(totals.changed).toBeGreaterThan(0);
});

test('real pings fare as the what-if foretold, before and after each remedy', { timeout: 120_000 }, () => {
  const seed = Date.now() % 1_000_000;

  const pings = Array.from({ length: 4 }, (_, host) =>
    pingForReal(multiHomed(seededRandom(seed + host))),
  ).flat();

  expect({ seed, wrong: pings.filter(({ foretold, answered }) => foretold !== answered) }).toEqual({
    seed,
    wrong: [],
  });
});
