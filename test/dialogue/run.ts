import { readConsoles } from '../calibration/consoles/console.ts';
import { count, share } from '../calibration/table.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { readRecordings } from '../lab/scenarios/recording.ts';
import { suiteCommand, count as wholeNumber } from '../support/suite-command.ts';
import { type LiveDialogue, liveDialogues } from './live.ts';

/**
 * Dialogues on real networks (`npm run test:dialogue`): every scenario is played, listings are left out of its console until
 * what is left is inconclusive, and what is asked for is run on the host that is named. At least nine in ten must end in the right cause
 * after at most two questions. Needs root.
 */
const { only, each } = suiteCommand('test:dialogue', 'Dialogues on real networks. Needs root.')
  .option('--only <word>', 'scenarios whose names hold the word', '')
  .option('--each <n>', 'dialogues on each, with other first questions', wholeNumber, 2)
  .parse()
  .opts<{ only: string; each: number }>();
const consoles = readConsoles();
const held: LiveDialogue[] = [];
for (const recording of readRecordings(SCENARIOS)) {
  const scenario = SCENARIOS.find(({ name }) => name === recording.name);
  if (!scenario || !consoles.has(recording.name) || !recording.name.includes(only)) continue;
  for (const dialogue of await liveDialogues(scenario, recording, each)) {
    held.push(dialogue);
    console.log(`${dialogue.scenario}: ${dialogue.leftOut.join(', ')}`);
    for (const { on, command, answer } of dialogue.turns)
      console.log(`  ${on}# ${command}\n    ${answer.certainty} ${answer.cause}: ${answer.said}`);
    console.log(`  ${dialogue.end}`);
  }
}

const labs = new Set(held.map(({ scenario }) => scenario)).size;
const named = (questions: number) =>
  count(held, ({ end, turns }) => end === 'named' && turns.length <= questions);
console.log(`${held.length} dialogues on ${labs} labs`);
console.log(`named after one question: ${share(named(1), held.length)}`);
console.log(`named after at most two: ${share(named(2), held.length)}`);
for (const end of ['named-wrongly', 'still-open', 'nothing-asked', 'not-run'] as const)
  console.log(`${end}: ${count(held, (dialogue) => dialogue.end === end)}`);
if (named(2) < 0.9 * held.length) process.exitCode = 1;
