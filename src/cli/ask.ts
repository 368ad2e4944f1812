import { createInterface } from 'node:readline/promises';

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
