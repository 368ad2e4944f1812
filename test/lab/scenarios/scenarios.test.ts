import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import type { Remedy } from '../../../src/analyzer/model/index.ts';
import { SCENARIOS } from './catalogue/index.ts';
import { check } from './check.ts';
import { type Play, proofOf, withScenario } from './play.ts';

/** Some of each kind; ROUNDTRIP_SCENARIOS=all plays all of them, words with commas between those whose names hold one. */
const SAMPLE = [
  'strict-seed',
  'asymmetric-spoofing-dropped-loose',
  'asymmetric-ipv6',
  'not-arriving-then-strict',
  'policy-table-empty',
  'firewall-strict-then-input',
  'not-arriving-while-the-capture-is-flooded',
  'late-requests',
  'strict-slow-sender',
];
const wanted = env['ROUNDTRIP_SCENARIOS'];
const played = SCENARIOS.filter(({ name }) =>
  wanted === undefined
    ? SAMPLE.includes(name)
    : wanted === 'all' || wanted.split(',').some((word) => name.includes(word)),
);

describe.each(played)('$name, played on the lab', (scenario) => {
  it('is broken as it says, is told, and is mended by what repairs it', async () => {
    await withScenario(scenario, async (play) => {
      const proof = proofOf(scenario);
      if (proof !== 'none') expect(await play.answered()).toBe(proof === 'works');

      const { diagnosis } = await play.look();

      check(diagnosis, scenario.expect);
      if (proof !== 'fails') return;
      for (const remedy of diagnosis.remedies) await holdToItsWord(play, remedy);
      if (scenario.expect.adviceMends) {
        await play.follow(diagnosis.advice?.commands ?? []);
        expect(await play.answered(), 'after what was advised').toBe(true);
      }
    });
  });
});

/** What is said to repair does, and what is said not to repair does not. */
async function holdToItsWord(play: Play, remedy: Remedy): Promise<void> {
  if (!remedy.plan || remedy.outcome === 'depends') return;
  await play.apply(remedy);
  expect(await play.answered(), `${remedy.id} ${remedy.outcome}`).toBe(remedy.outcome === 'repairs');
  await play.undo(remedy);
  expect(await play.answered(), `${remedy.id} undone`).toBe(false);
}
