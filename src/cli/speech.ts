import type { Language } from '../texts/index.ts';
import { LANGUAGES_OF_TERMINAL, type TerminalTexts, terminalTextsIn } from '../texts/terminal/index.ts';

/*
 * The language of one run of the command line, as a locale is of one process: `--language`, else English for JSON, else
 * what the configuration says once it is read.
 */

let spoken: Language = 'en';
let isSettled = false;

/** Settles the language from what was typed. What is no language is refused later, where errors are told. */
export function settleLanguage(argv: readonly string[], isJson: boolean): void {
  const asked = optionIn(argv, '--language');
  const known = LANGUAGES_OF_TERMINAL.find((code) => code === asked);
  spoken = known ?? 'en';
  isSettled = known !== undefined || isJson;
}

/** Speaks as the configuration says, where nothing else was asked for. `asker` is known to Slack alone: English. */
export function speakAs(configured: Language | 'asker'): void {
  if (!isSettled) spoken = configured === 'asker' ? 'en' : configured;
}

/** The language of what is printed. */
export function language(): Language {
  return spoken;
}

/** The sentences of the command line, in that language. */
export function say(): TerminalTexts {
  return terminalTextsIn(spoken);
}

/** The value of an option as it was typed, before anything is parsed. */
export function optionIn(argv: readonly string[], option: string): string | undefined {
  const end = argv.indexOf('--');
  const options = end === -1 ? argv : argv.slice(0, end);
  const at = options.indexOf(option);
  if (at !== -1) return options[at + 1];
  return options.find((word) => word.startsWith(`${option}=`))?.slice(option.length + 1);
}
