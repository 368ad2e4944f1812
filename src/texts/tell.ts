import type { Cause, Message, MessageKey, Messages, OpenQuestion, Said } from '../analyzer/model/index.ts';
import type { CauseText, CauseTexts } from './cause-texts.ts';
import { causeTexts, en } from './en/index.ts';
import type { Sentences } from './sentences.ts';

type Catalogue = { sentences: Sentences<Messages>; causes: CauseTexts };

const CATALOGUES = { en: { sentences: en, causes: causeTexts } } satisfies Record<string, Catalogue>;

/** The languages that there is a whole catalogue of. */
export type Language = keyof typeof CATALOGUES;

/** The sentence of a message. One that another version recorded, and that this one has no words for, is shown as it stands. */
export function tell(message: Message, language: Language = 'en'): string {
  const sentence = CATALOGUES[language].sentences[message.key] as
    | ((parameters: Messages[MessageKey], tell: (message: Said) => string) => string)
    | undefined;
  if (!sentence) return withoutWords(message);
  // A message within a message is one that the analyzer made as well.
  return inWords(() => sentence(message, (inner) => tell(inner as Message, language)), message);
}

/** What `words` gives; where the parameters are another version's and do not fit, what was recorded, as it stands. */
export function inWords(words: () => string, recorded: object): string {
  try {
    return words();
  } catch {
    return withoutWords(recorded);
  }
}

/** Codes and parameters, readable as they are. */
function withoutWords(recorded: object): string {
  return Object.entries(recorded)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

/** What a language says of one cause; facts and texts belong together, as `Told` has them. */
export function causeTextsOf(language: Language, cause: Cause): CauseText<Cause> {
  return CATALOGUES[language].causes[cause] as unknown as CauseText<Cause>;
}

/** An assumption in words: what is assumed, and why it is one. */
export function questionIn(language: Language, question: OpenQuestion): { what: string; because: string } {
  return {
    what: tell({ key: 'question.assumed', question }, language),
    because: tell({ key: 'question.open', question }, language),
  };
}
