import type { Command } from 'commander';
import { printJson } from './output.ts';

/** `roundtrip config schema`: the JSON Schema of roundtrip.yaml, for editors and reviewers. */
export function addConfigCommand(program: Command): void {
  const config = program.command('config').description('about the configuration file');
  config
    .command('schema')
    .description('print the JSON Schema of roundtrip.yaml')
    .action(async () => {
      const { configJsonSchema } = await import('../config/index.ts');
      printJson(configJsonSchema());
    });
}
