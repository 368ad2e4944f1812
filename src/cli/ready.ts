import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import { addExamples } from './help.ts';
import { printJson } from './output.ts';
import { readPort } from './read-port.ts';
import { say } from './speech.ts';

type Options = { port?: number; json?: boolean };

/** `roundtrip ready`: asks the running bot whether it can answer people; for health checks of containers and for people. */
export function addReadyCommand(program: Command): void {
  const { ready: told, frame } = say().help;
  const ready = program
    .command('ready')
    .summary(told.summary)
    .description(told.description)
    .option('--port <n>', told.port, (text: string) => readPort(text, say().problems.portInvalid))
    .option('--json', frame.json)
    .action(runReady);
  addExamples(ready, {
    'roundtrip ready': told.examples.plain,
    'roundtrip ready --port 9464': told.examples.port,
  });
}

async function runReady({ port, json }: Options, command: Command): Promise<void> {
  const { askReadiness, linesOf } = await import('./ask-readiness.ts');
  const { config } = command.optsWithGlobals<{ config?: string }>();
  const readiness = await askReadiness({ configFile: config, port });
  if (json) printJson({ schema: 'roundtrip.ready/1', ...readiness });
  else process.stdout.write(`${linesOf(readiness).join('\n')}\n`);
  if (!readiness.ready) process.exitCode = EXIT.failed;
}
