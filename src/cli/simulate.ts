import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { decodedText } from '../decoded-text.ts';
import type { ForetellOptions } from './foretell.ts';
import { addExamples } from './help.ts';
import { problem } from './problem.ts';
import { language, say } from './speech.ts';

async function readState(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw problem('transcript-unreadable', say().problems.stateUnreadable({ file }), { cause });
  });
  const text = decodedText(bytes);
  if (text === undefined) throw problem('transcript-unreadable', say().problems.transcriptBinary({ file }));
  return text;
}

async function write(text: string): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', () => resolve()));
}

/** Answers are written in pieces of about this many characters; the last ones at once. */
const PIECE = 65536;

type SimulateOptions = ForetellOptions & { state: string; change?: string };

async function runSimulate({ state: file, change, ...options }: SimulateOptions): Promise<void> {
  if (change !== undefined) {
    const { runForetell } = await import('./foretell.ts');
    return runForetell(await readState(file), change, options);
  }
  const { host, json, failOn, verbose } = options;
  const alone = { '--json': json, '--fail-on': failOn, '--verbose': verbose };
  const [option] = Object.entries(alone).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (option !== undefined) throw problem('option-invalid', say().problems.needsChange({ option }));
  const { hostStateOf, simulate } = await import('../triage/index.ts');
  const state = hostStateOf(await readState(file), host);
  let piece = '';
  for await (const line of simulate(state, createInterface({ input: process.stdin }), language())) {
    piece += `${line}\n`;
    if (piece.length < PIECE && process.stdin.readableLength > 0) continue;
    await write(piece);
    piece = '';
  }
  if (piece !== '') await write(piece);
}

/** `roundtrip simulate --state FILE`: `ip route get` from a transcript, question by question; with `--change`, what a change would stop. */
export function addSimulateCommand(program: Command): void {
  const { simulate: told, frame } = say().help;
  const simulate = program
    .command('simulate')
    .summary(told.summary)
    .description(told.description)
    .requiredOption('--state <file>', told.state)
    .option('--change <file>', told.change)
    .option('--host <name>', told.host)
    .option('--fail-on <what>', told.failOn)
    .option('--verbose', told.verbose)
    .option('--json', frame.json)
    .action(runSimulate);
  addExamples(simulate, {
    'echo "172.16.5.4 from 172.16.0.4 iif eth1" | roundtrip simulate --state console.txt': told.examples.one,
    'roundtrip simulate --state console.txt --change 60-new.yaml': told.examples.change,
    'echo "ip route replace default via 172.16.5.1" | roundtrip simulate --state console.txt --change - --fail-on stops':
      told.examples.stdin,
  });
}
