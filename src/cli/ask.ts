import { createInterface } from 'node:readline/promises';
import { EXIT, RoundtripError } from '../errors.ts';

/** Asks on the terminal; whatever is not a yes is a no. */
export async function askYesNo(question: string): Promise<boolean> {
  return /^y(es)?$/i.test(await askText(`${question} [y/N]`));
}

/** A line that is typed on the terminal. */
export async function askText(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(`${question} `)).trim();
  } finally {
    lines.close();
  }
}

/** Throws where a question would be asked and nobody is there; `purpose` says what --yes does without it (`undo`). */
export function mustBeAskable({ yes }: { yes?: boolean }, purpose: string): void {
  if (yes || process.stdin.isTTY) return;
  throw new RoundtripError(
    'question-impossible',
    'Nobody can be asked here: standard input is no terminal.',
    `Add --yes to ${purpose} without the question.`,
    { exitStatus: EXIT.usage },
  );
}
