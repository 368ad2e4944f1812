import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import type { Check } from './examine.ts';
import { addExamples } from './help.ts';
import { printJson } from './output.ts';
import { say } from './speech.ts';

/** `roundtrip doctor`: checks everything that the program needs, and says what to do about what is missing. */
export function addDoctorCommand(program: Command): void {
  const { doctor: told, frame } = say().help;
  const doctor = program
    .command('doctor')
    .summary(told.summary)
    .description(told.description)
    .option('--json', frame.json)
    .action(runDoctor);
  addExamples(doctor, { 'roundtrip doctor': told.examples.plain });
}

async function runDoctor(options: { json?: boolean }, command: Command): Promise<void> {
  const { examine } = await import('./examine.ts');
  const configFile = command.optsWithGlobals<{ config?: string }>().config;
  if (options.json) {
    const checks = await examine(configFile, () => undefined);
    printJson({ schema: 'roundtrip.doctor/1', checks });
    return end(checks);
  }
  const { linesOf } = await import('./doctor-text.ts');
  let before: Check['group'] | undefined;
  const checks = await examine(configFile, (check) => {
    process.stdout.write(`${linesOf(check, before).join('\n')}\n`);
    before = check.group;
  });
  const wrong = checks.filter(({ ok }) => !ok).length;
  process.stdout.write(`\n${say().doctor.summary({ checks: checks.length, wrong })}\n`);
  end(checks);
}

function end(checks: readonly Check[]): void {
  if (checks.some(({ ok }) => !ok)) process.exitCode = EXIT.failed;
}
