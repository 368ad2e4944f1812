import type { Cause, Diagnosed, Message, OpenQuestion, Said, Scene } from '../analyzer/model/index.ts';
import type { Catalogue } from './catalogue.ts';
import type { CauseText } from './cause-texts.ts';
import { en } from './en/index.ts';
import { ja } from './ja/index.ts';
import type { PictureTexts } from './picture-texts.ts';
import { type Unnamed, withNames } from './unnamed.ts';
import type { WorkflowMessage } from './workflow/index.ts';

const CATALOGUES = { en, ja } satisfies Record<string, Catalogue>;

/** The languages that there is a whole catalogue of. */
export type Language = keyof typeof CATALOGUES;

/** What one language says. */
export function catalogueOf(language: Language): Catalogue {
  return CATALOGUES[language];
}

/** The sentence of a message. One that another version recorded, and that this one has no words for, is shown as it stands. */
export function tell(message: Message | WorkflowMessage, language: Language = 'en'): string {
  const sentence = CATALOGUES[language].sentences[message.key] as
    | ((parameters: object, tell: (message: Said) => string) => string)
    | undefined;
  if (!sentence) return withoutWords(message);
  // A message within a message is one that the analyzer made as well.
  const parameters = SAYS_WHAT_IS_MISSING.has(message.key) ? message : named(message, language, 'again');
  return inWords(() => sentence(parameters, (inner) => tell(inner as Message, language)), message, language);
}

/** Messages, one after the other. */
export function tellInTurn(messages: readonly Message[], language: Language = 'en'): string {
  return catalogueOf(language).prose.inTurn(messages.map((message) => tell(message, language)));
}

/** Messages whose sentences tell by themselves which name was not shown. */
const SAYS_WHAT_IS_MISSING: ReadonlySet<string> = new Set([
  'question.taken',
  'remark.taken',
  'remark.attributed',
]);

/** Parameters with words of a language where the name of an interface or an address was not shown. */
export function named<Parameters>(
  parameters: Parameters,
  language: Language,
  when: keyof Unnamed,
): Parameters {
  return withNames(parameters, CATALOGUES[language].unnamed[when]);
}

/** What `words` gives; where the parameters are another version's and do not fit, what was recorded, as it stands. */
export function inWords(words: () => string, recorded: object, language: Language): string {
  try {
    return catalogueOf(language).prose.tidy(words());
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

/** What a language writes into pictures. */
export function pictureTextsIn(language: Language): PictureTexts {
  return CATALOGUES[language].picture;
}

/** Why it ends there, in the few words that a picture has room for. */
export function shortReason({ told, scene }: Pick<Diagnosed, 'told' | 'scene'>, language: Language): string {
  const { cause, facts } = named(told, language, 'again');
  const reason = pictureTextsIn(language).reason[cause] as (facts: unknown, scene: Scene) => string;
  return inWords(() => reason(facts, named(scene, language, 'again')), told, language);
}
