import { terminalTexts as en, type TerminalTexts } from '../en/terminal/index.ts';
import { terminalTexts as ja } from '../ja/terminal/index.ts';

export type { TerminalTexts };

/*
 * An index of its own: help is shown without loading what the analyzer says.
 */

const TERMINAL_TEXTS = { en, ja } satisfies Record<string, TerminalTexts>;

type Language = keyof typeof TERMINAL_TEXTS;

/** Their codes. */
export const LANGUAGES_OF_TERMINAL = Object.keys(TERMINAL_TEXTS) as Language[];

/** What the command line says, in that language. */
export function terminalTextsIn(language: Language): TerminalTexts {
  return TERMINAL_TEXTS[language];
}
