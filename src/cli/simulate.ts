import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { EXIT, RoundtripError } from '../errors.ts';
import { addLanguageOption, type LanguageOption, readLanguage } from './language-option.ts';

async function readState(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new RoundtripError(
      'transcript-unreadable',
      `${file} cannot be read.`,
      'Name a file that holds the transcript of a host.',
      { exitStatus: EXIT.usage, cause },
    );
  }
}

async function write(text: string): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', () => resolve()));
}

/** Answers are written in pieces of about this many characters; the last ones at once. */
const PIECE = 65536;

type SimulateOptions = LanguageOption & { state: string; host?: string };

async function runSimulate({ state: file, host, ...options }: SimulateOptions): Promise<void> {
  const language = (await readLanguage(options)) ?? 'en';
  const { hostStateOf, simulate } = await import('../triage/index.ts');
  const state = hostStateOf(await readState(file), host);
  let piece = '';
  for await (const line of simulate(state, createInterface({ input: process.stdin }), language)) {
    piece += `${line}\n`;
    if (piece.length < PIECE && process.stdin.readableLength > 0) continue;
    await write(piece);
    piece = '';
  }
  if (piece !== '') await write(piece);
}

/** `roundtrip simulate --state FILE`: `ip route get` from a transcript, question by question. */
export function addSimulateCommand(program: Command): void {
  const command = program
    .command('simulate')
    .description(
      'answer `ip route get` questions (one a line on standard input) as the kernel of a transcript would; ' +
        'a line that is not understood is answered UNKNOWN',
    )
    .requiredOption(
      '--state <file>',
      'transcript of the host: ip addr, ip rule, ip route show table all, sysctl',
    )
    .option('--host <name>', 'the host, where the transcript shows several');
  addLanguageOption(command, 'en').action(runSimulate);
}
