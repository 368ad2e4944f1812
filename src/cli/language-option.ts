import type { Command } from 'commander';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { Language } from '../texts/index.ts';

/** The language option as commander gives it. */
export type LanguageOption = { language?: string };

/** Adds `--language`: the language that the sentences are in, also those of `--json`. */
export function addLanguageOption(command: Command, otherwise: string): Command {
  return command.option('--language <code>', `language of the sentences: en or ja (default: ${otherwise})`);
}

/** Reads `--language`; undefined where it was not given. Throws `option-invalid` (exit status 2). */
export async function readLanguage({ language }: LanguageOption): Promise<Language | undefined> {
  if (language === undefined) return undefined;
  const { LANGUAGES } = await import('../texts/index.ts');
  const known = LANGUAGES.find((code) => code === language);
  if (known !== undefined) return known;
  throw new RoundtripError(
    'option-invalid',
    `--language: "${printable(language, 40)}" is not a language that Roundtrip has.`,
    `Write --language ${LANGUAGES.join(' or --language ')}.`,
    { exitStatus: EXIT.usage },
  );
}
