import type { Language } from '../library.ts';
import { answerView } from './answer-view.ts';
import { answerTo, type Fields } from './asked.ts';
import type { Element } from './element.ts';

export { EXAMPLE } from './example.ts';
export { pageView } from './page-view.ts';

/** The answer to a console as the page shows it. */
export function answerFor(text: string, fields: Fields, language: Language): Element[] {
  return answerView(answerTo(text, fields, language), language);
}
