import type { Command } from 'commander';
import { addExamples } from './help.ts';
import { withStore } from './owned-store.ts';
import { say } from './speech.ts';

/** `roundtrip calibrate --field`: the precision of verdicts, as people judged them. */
export function addCalibrateCommand(program: Command): void {
  const { calibrate: told, frame } = say().help;
  const calibrate = program
    .command('calibrate')
    .summary(told.summary)
    .description(told.description)
    .requiredOption('--field', told.field)
    .option('--json', frame.json)
    .action(async (options: { json?: boolean }, command: Command) => {
      const { calibrateField } = await import('./calibrate-field.ts');
      await withStore(command, (store, config) => calibrateField(store, config, options));
    });
  addExamples(calibrate, { 'roundtrip calibrate --field': told.examples.plain });
}
