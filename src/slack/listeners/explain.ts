import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { SlackTexts } from '../../texts/index.ts';
import {
  type Delivery,
  type ExplainFlags,
  explainConsole,
  namesInConsole,
  type Origin,
} from '../../triage/index.ts';
import { isTextFile, type SlackFile } from '../files.ts';
import { parseExplain } from '../parse-explain.ts';
import { readPasted } from '../pasted-text.ts';
import type { Reader } from '../sight.ts';
import { readQuestion } from './ask.ts';
import type { ListenerContext } from './context.ts';
import { unknownHost } from './hidden.ts';

/** A message that carries a pasted console. */
export type PastedMessage = {
  text: string;
  files: readonly SlackFile[];
  channel: string;
  ts: string;
  threadTs?: string;
};

/** What becomes of a paste: its diagnosis is recorded; a person must name the interface; or a sentence (mrkdwn) says why not. */
export type PasteOutcome =
  | { kind: 'recorded' }
  | { kind: 'interface-needed'; shown: readonly string[] }
  | { kind: 'refused'; message: string };

/**
 * Whether a mention brings a console along: a code block or a file, unless its words ask for a host of the inventory
 * and do not say "explain".
 */
export async function bringsPaste(
  context: ListenerContext,
  text: string,
  files: readonly SlackFile[],
  reader: Reader,
): Promise<boolean> {
  const { console, words } = readPasted(text);
  if (console.trim() === '' && !files.some(isTextFile)) return false;
  if (/\bexplain\b/i.test(words)) return true;
  const reading = await readQuestion(context, words, reader);
  if (reading.kind !== 'certain') return true;
  const say = await context.speech.textsFor(reader.user);
  return (await unknownHost(context, reading.check, reader, say)) !== undefined;
}

/**
 * Explains the console in a message, asked by `user`. `question` is what a dialog asked for; without one the words
 * beside the code block narrow what the paste itself tells.
 */
export async function explainMessage(
  context: ListenerContext,
  message: PastedMessage,
  user: string,
  options: { plain: boolean; question?: ExplainFlags; delivery: Delivery },
): Promise<PasteOutcome> {
  const say = await context.speech.textsFor(user);
  const refusal = await refusalOf(context, user, message.channel, say);
  if (refusal !== undefined) return { kind: 'refused', message: refusal };
  const file = await context.files.textOf(message.files);
  const pasted = readPasted(message.text, { plain: options.plain && file.trim() === '' });
  const text = [pasted.console, file].filter((part) => part.trim() !== '').join('\n');
  if (text.trim() === '') return { kind: 'refused', message: say.refused.noConsole };
  const shown = namesInConsole(text);
  const asked = options.question ?? parseExplain(pasted.words, shown);
  const { found, question } = explainConsole(text, asked, say.language);
  if (question.taken.by === 'state' && shown.interfaces.length !== 1)
    return { kind: 'interface-needed', shown: shown.interfaces };
  const origin = {
    kind: 'slack',
    channel: message.channel,
    threadTs: message.threadTs ?? message.ts,
  } satisfies Origin;
  const state = await context.triages.recordPaste({ text, diagnosis: found }, `slack:${user}`, origin, {
    ...options.delivery,
    name: await context.nameOf(user),
    language: await context.speech.languageOf(user),
  });
  context.projector.nudge(state.id);
  return { kind: 'recorded' };
}

async function refusalOf(
  context: ListenerContext,
  user: string,
  channel: string,
  say: SlackTexts,
): Promise<string | undefined> {
  const person = await context.access.person(user);
  if (person.kind === 'refused') return person.told(say);
  const place = await context.access.place(channel);
  return place.kind === 'refused' ? place.told(say) : undefined;
}

/** The message as it stands now: a dialog that was opened for it keeps only its place. `unreadable`: Slack does not show it to the bot. */
export async function fetchMessage(
  client: WebClient,
  place: { channel: string; ts: string; threadTs?: string },
): Promise<PastedMessage | 'gone' | 'unreadable'> {
  const { channel, ts, threadTs } = place;
  const only = { channel, latest: ts, oldest: ts, inclusive: true, limit: 1 };
  const reading =
    threadTs === undefined
      ? client.conversations.history(only)
      : client.conversations.replies({ ...only, ts: threadTs, limit: 2 });
  const found = await reading.catch((error: unknown) => {
    if (error instanceof WebAPIPlatformError) return undefined;
    throw error;
  });
  if (!found) return 'unreadable';
  const message = found.messages?.find((each) => each.ts === ts);
  if (!message) return 'gone';
  return {
    text: message.text ?? '',
    files: (message.files ?? []) as readonly SlackFile[],
    channel,
    ts,
    ...(threadTs === undefined ? {} : { threadTs }),
  };
}
