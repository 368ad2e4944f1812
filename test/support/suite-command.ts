import { Command, InvalidArgumentError } from 'commander';

/** The command line of a suite at its full size: `--help` says what it takes, and what it does not know ends it with that. */
export function suiteCommand(name: string, about: string): Command {
  return new Command(`npm run ${name} --`)
    .description(about)
    .showHelpAfterError()
    .allowExcessArguments(false)
    .helpOption('--help', 'say this');
}

/** A whole number from 1. Of a word that is none, nothing would be tried, and all would look passed. */
export function count(word: string): number {
  const number = Number(word);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('A whole number from 1.');
  return number;
}

/** What the chance of a run begins with; the same seed repeats it. */
export function seed(word: string): number {
  const number = Number(word);
  if (word === '' || !Number.isSafeInteger(number) || number < 0)
    throw new InvalidArgumentError('A whole number from 0.');
  return number;
}

export const chanceSeed = (): number => Date.now() % 1_000_000_000;
