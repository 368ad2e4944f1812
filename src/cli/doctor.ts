import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import { printJson } from './output.ts';

/** `roundtrip doctor`: checks everything that the program needs, and says what to do about what is missing. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('check the configuration, the hosts, the store and Slack, and say what to do')
    .option('--json', 'print the results as JSON')
    .action(runDoctor);
}

async function runDoctor(options: { json?: boolean }, command: Command): Promise<void> {
  const { examine } = await import('./examine.ts');
  const configFile = command.optsWithGlobals<{ config?: string }>().config;
  const checks = await examine(configFile, options.json ? 'silent' : 'default');
  if (options.json) printJson({ schema: 'roundtrip.doctor/1', checks });
  if (checks.some(({ ok }) => !ok)) process.exitCode = EXIT.failed;
}
