import { argv, exit, stdout } from 'node:process';
import { SCENARIOS } from './catalogue/index.ts';
import { withScenario } from './play.ts';
import { keepRecording } from './recording.ts';

/**
 * Plays the scenarios whose names hold the given words (all where none is given), prints what is said of each, and keeps
 * what was heard: node test/lab/scenarios/record.ts [WORD…]
 */
const words = argv.slice(2);
let wrong = 0;
for (const scenario of SCENARIOS) {
  if (words.length > 0 && !words.some((word) => scenario.name.includes(word))) continue;
  try {
    await withScenario(scenario, async ({ answered, look }) => {
      const works = await answered();
      const { diagnosis, asked } = await look();
      keepRecording(scenario, asked);
      const { cause, stage, certainty, next, headline } = diagnosis;
      const right = cause === scenario.expect.cause && stage === scenario.expect.stage;
      if (!right) wrong++;
      const remedies = diagnosis.remedies.map(({ id, outcome }) => `${id}: ${outcome}`).join(', ');
      stdout.write(
        `${right ? 'ok   ' : 'WRONG'} ${scenario.name} (${works ? 'answered' : 'no answer'}): ${cause} at ${stage}, ${certainty}; next ${next}; ${remedies}\n      ${headline}\n`,
      );
      if (!right)
        for (const { stage: at, status, because } of diagnosis.stages)
          stdout.write(`        ${status} ${at}: ${because}\n`);
    });
  } catch (error) {
    wrong++;
    stdout.write(`ERROR ${scenario.name}: ${error}\n`);
  }
}
exit(wrong === 0 ? 0 : 1);
