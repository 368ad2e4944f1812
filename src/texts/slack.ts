import { slackTexts as en, type SlackTexts as Texts } from './en/slack/index.ts';
import { slackTexts as ja } from './ja/slack/index.ts';
import type { Language } from './tell.ts';

/** What the bot says in Slack, and in which language that is. */
export type SlackTexts = Texts & { readonly language: Language };

const SLACK_TEXTS: Record<Language, SlackTexts> = {
  en: { ...en, language: 'en' },
  ja: { ...ja, language: 'ja' },
};

/** What the bot says in Slack, in that language. */
export function slackTextsIn(language: Language): SlackTexts {
  return SLACK_TEXTS[language];
}

/** The language of an IETF tag (`ja-JP`, `ja`) where there is a catalogue of it, else English. */
export function languageOf(tag: string | undefined): Language {
  const [primary = ''] = tag?.toLowerCase().split(/[-_]/) ?? [];
  return Object.hasOwn(SLACK_TEXTS, primary) ? (primary as Language) : 'en';
}
