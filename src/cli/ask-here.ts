import { createInterface } from 'node:readline/promises';
import { interrupt } from './interrupt.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

/** Asks on the terminal; whatever is not a yes is a no. */
export async function askYesNo(question: string): Promise<boolean> {
  return /^(y(es)?|はい)$/i.test(await askText(say().asking.yesNo({ question })));
}

/** A line that is typed on the terminal; empty where input ends (Ctrl-D). */
export async function askText(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // While a line is read the terminal leaves Ctrl-C to whoever reads.
  lines.once('SIGINT', interrupt);
  const ended = new Promise<string>((resolve) => {
    lines.once('close', () => resolve(''));
  });
  try {
    return (await Promise.race([lines.question(`${question} `), ended])).trim();
  } finally {
    lines.close();
  }
}

/** Throws where a question would be asked and nobody is there; `purpose` is what --yes does without it. */
export function mustBeAskable({ yes }: { yes?: boolean }, purpose: 'sign' | 'undo' | 'keep' | 'prune'): void {
  if (yes || process.stdin.isTTY) return;
  throw problem('question-impossible', say().problems.notYesOrTerminal({ purpose }));
}
