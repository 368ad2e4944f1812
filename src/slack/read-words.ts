import { type Config, resolveHost } from '../config/index.ts';
import { type Language, slackTextsIn } from '../texts/index.ts';
import { knownTo } from './known-hosts.ts';
import type { LastLooks } from './last-looks.ts';
import { LIMITS } from './limits.ts';
import { tellUnknown } from './listeners/hidden.ts';
import { type Check, type Reading, readSentence } from './sentence/index.ts';
import type { Sight } from './sight.ts';
import { checkQuestion, type Draft, draftOf } from './views/check-question.ts';

/** What natural words ask for, and what the chat would answer them with, as plain text. */
export type WordsRead = {
  /** `certain`: it begins by itself. `offers`: a person picks, or names what is missing. `none`: nothing was understood. */
  reading: 'certain' | 'offers' | 'none';
  /** What is understood, as far as it is. */
  request?: Draft;
  /** The likely readings, best first. */
  offers: readonly Check[];
  say: string;
};

/** Nothing was looked at before: names of interfaces come from the words alone. */
const NO_LOOKS: LastLooks = { interfacesOf: () => [], ready: async () => undefined };

/** Reads words as the chat does, for whoever may ask about every host of the inventory. */
export async function readWords(
  config: Config,
  text: string,
  language: Language,
  looks: LastLooks = NO_LOOKS,
): Promise<WordsRead> {
  const sight = everything(config);
  const known = await knownTo({ sight, looks, isWithheld: () => false }, text, NOBODY);
  const reading = readSentence(text, known, LIMITS.request);
  const say = slackTextsIn(language);
  if (reading.kind === 'help') return { reading: 'none', offers: [], say: plainText(say.help) };
  if (reading.kind === 'certain') {
    const shown = checkQuestion({ kind: 'almost', checks: [reading.check] }, undefined, say, () => '');
    // The question of one reading, without its mark.
    return {
      reading: 'certain',
      request: reading.check,
      offers: [],
      say: plainText(shown.text).replace(/[?？]$/, ''),
    };
  }
  const unknown = 'unknown' in reading ? reading.unknown : undefined;
  const said = unknown === undefined ? undefined : tellUnknown(unknown, await sight.names(NOBODY), say);
  const { text: answer } = checkQuestion(reading, said, say, () => '');
  const isNothing = reading.kind === 'hopeless';
  return {
    reading: isNothing ? 'none' : 'offers',
    ...(isNothing ? {} : { request: draftOf(reading) }),
    offers: offersOf(reading),
    say: plainText(answer),
  };
}

const NOBODY = { user: '', channel: undefined };

function offersOf(reading: Reading): readonly Check[] {
  return 'checks' in reading ? reading.checks : [];
}

/** Whoever runs the command line reads the whole inventory anyhow. */
function everything(config: Config): Sight {
  const names = async () => Object.keys(config.hosts).filter((name) => !name.includes('*'));
  const isHost = async (name: string) => {
    try {
      resolveHost(config, name);
      return true;
    } catch {
      return false;
    }
  };
  return { sees: isHost, mayProbe: isHost, probersOf: () => undefined, names };
}

/** Slack's mrkdwn as plain text. */
function plainText(mrkdwn: string): string {
  return mrkdwn
    .replace(/\*([^*\n]+)\*/g, '$1')
    .replace(/`([^`\n]*)`/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
