import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config/index.ts';
import { type Language, languageOf as languageOfTag, type SlackTexts, slackTextsIn } from '../texts/index.ts';
import type { People } from './people.ts';

/** In which language people are told something. */
export type Speech = {
  /** The configured language; with `asker`, that of the person's Slack. English where it does not say so at once. */
  languageOf(user: string): Promise<Language>;
  textsFor(user: string): Promise<SlackTexts>;
};

/** Milliseconds that Slack is waited for: an acknowledgement must not wait for it. */
const LOOKED_UP_WITHIN = 500;

export function createSpeech({ language }: Pick<Config, 'language'>, people: Pick<People, 'person'>): Speech {
  async function languageOf(user: string): Promise<Language> {
    if (language !== 'asker') return languageOfTag(language);
    const looking = people.person(user).then(
      (person) => person?.locale,
      () => undefined,
    );
    return languageOfTag(await Promise.race([looking, delay(LOOKED_UP_WITHIN, undefined, { ref: false })]));
  }
  return { languageOf, textsFor: async (user) => slackTextsIn(await languageOf(user)) };
}
