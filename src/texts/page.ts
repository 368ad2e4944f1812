import { pageTexts as en, type PageTexts } from './en/page.ts';
import { pageTexts as ja } from './ja/page.ts';
import type { Language } from './tell.ts';

const PAGE_TEXTS: Record<Language, PageTexts> = { en, ja };

/** What the page about pasted consoles says beside the diagnosis, in that language. */
export function pageTextsIn(language: Language): PageTexts {
  return PAGE_TEXTS[language];
}
