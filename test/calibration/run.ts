import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suiteCommand } from '../support/suite-command.ts';
import { ask } from './ask.ts';
import { goalsOf } from './goals.ts';
import { judge } from './judge.ts';
import { askWithNoise } from './noise.ts';
import { PAGE_HEAD } from './page.ts';
import { pasteTrials } from './pastes.ts';
import { dialogues, failedDialogues, report } from './report.ts';
import { scenarioTrials } from './scenarios.ts';

/**
 * How far the diagnosis can be trusted (`npm run calibrate`): every recording and every paste is put to the analyzer, and
 * what it says is held against what is known of each.
 */
const { only, write, strict } = suiteCommand('calibrate', 'How far the diagnosis can be trusted.')
  .option('--write', 'keep the figures in docs/calibration.md')
  .option('--strict', 'fail where a goal is not met')
  .option('--only <word>', 'those whose kind or name holds the word')
  .parse()
  .opts<{ only?: string; write?: boolean; strict?: boolean }>();
const trials = [...scenarioTrials(), ...pasteTrials()].filter(
  ({ name, kind }) => only === undefined || name.includes(only) || kind.includes(only),
);
const judged = trials.map((trial) => judge(trial, ask));
const noise = askWithNoise(trials, ask);

console.log(report(judged, noise, 'with what it said'));
console.log(`\n${dialogues(judged)}`);
console.log(`\n${failedDialogues(judged)}`);
if (write) {
  const page = `${PAGE_HEAD}\n\n${report(judged, noise, 'names only')}\n`;
  writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'calibration.md'), page);
}
if (strict && goalsOf(judged, noise).some(({ met }) => !met)) process.exitCode = 1;
