import type { Command } from 'commander';
import { addExamples } from './help.ts';
import { printJson } from './output.ts';
import { say } from './speech.ts';

/** `roundtrip config schema`: the JSON Schema of roundtrip.yaml, for editors and reviewers. */
export function addConfigCommand(program: Command): void {
  const { config: told } = say().help;
  const config = program.command('config').summary(told.summary).description(told.description);
  const schema = config
    .command('schema')
    .description(told.schema.description)
    .action(async () => {
      const { configJsonSchema } = await import('../config/index.ts');
      printJson(configJsonSchema());
    });
  addExamples(schema, { 'roundtrip config schema > roundtrip.schema.json': told.schema.examples.plain });
}
