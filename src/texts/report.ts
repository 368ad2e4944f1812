import { report as en, type ReportTexts } from './en/report.ts';
import { report as ja } from './ja/report.ts';
import type { Language } from './tell.ts';

const REPORT_TEXTS: Record<Language, ReportTexts> = { en, ja };

/** The sentences of the page about a triage, in that language. */
export function reportTextsIn(language: Language): ReportTexts {
  return REPORT_TEXTS[language];
}
