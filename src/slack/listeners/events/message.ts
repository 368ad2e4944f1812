import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { EXIT, RoundtripError } from '../../../errors.ts';
import type { SlackFile } from '../../files.ts';
import { interfaceNeeded, nameButton, SNIPPET } from '../../views/interface-modal.ts';
import { takeQuestion } from '../ask.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { bringsPaste, explainMessage } from '../explain.ts';
import type { Answer as Told } from '../question.ts';
import { tellAlone } from '../tell-alone.ts';

type Mention = { text: string; user: string; channel: string; ts: string; threadTs?: string };

/** What the author is told, and nobody else; `shown`: the interfaces that a paste shows, of which one must be named. */
type Answer = Told | { shown: readonly string[] } | undefined;

/** "@roundtrip can't ping eth1 on server-b", in a channel or a thread. */
export function onAppMention(app: App, context: ListenerContext): void {
  app.event('app_mention', async ({ event, client }) => {
    const { user, channel, ts } = event;
    if (user === undefined || 'bot_id' in event) return;
    const thread = event.thread_ts === undefined ? {} : { threadTs: event.thread_ts };
    const text = withoutMention(event.text, context.botUserId);
    const files = 'files' in event ? ((event.files ?? []) as readonly SlackFile[]) : [];
    await answerMessage(context, client, { text, user, channel, ts, ...thread }, files);
  });
}

/** The same, written to the bot directly: there it needs no mention. */
export function onDirectMessage(app: App, context: ListenerContext): void {
  app.message(async ({ message, client }) => {
    // Only messages that people wrote have no subtype, or bring a file.
    const written = message.subtype === undefined || message.subtype === 'file_share';
    if (!written || message.channel_type !== 'im' || 'bot_id' in message) return;
    const { user, channel, ts } = message;
    if (user === undefined || user === context.botUserId) return;
    const thread = message.thread_ts === undefined ? {} : { threadTs: message.thread_ts };
    const text = withoutMention(message.text ?? '', context.botUserId);
    const files = (message.files ?? []) as readonly SlackFile[];
    await answerMessage(context, client, { text, user, channel, ts, ...thread }, files);
  });
}

/**
 * Acknowledged once this is done: where it throws, Slack brings the message again, and what was recorded all the same is
 * recorded once.
 */
async function answerMessage(
  context: ListenerContext,
  client: WebClient,
  mention: Mention,
  files: readonly SlackFile[],
): Promise<void> {
  const { user } = mention;
  let failure: unknown;
  let answer: Answer;
  try {
    answer = await answerTo(context, mention, files);
  } catch (error) {
    failure = error;
    answer = {
      text: tellFailure(context, error, { what: 'mention', user }, await context.speech.textsFor(user)),
    };
  }
  if (answer && (await isNews(context, mention))) await tell(context, client, mention, answer);
  if (failure !== undefined && !isTheirs(failure)) throw failure;
}

async function answerTo(
  context: ListenerContext,
  mention: Mention,
  files: readonly SlackFile[],
): Promise<Answer> {
  // The same mention may come under two event ids, and again when its text is edited: its place is its identity.
  const delivery = { once: placeOf(mention) };
  if (!(await bringsPaste(context, mention.text, files, mention))) {
    return takeQuestion(context, mention, delivery);
  }
  const outcome = await explainMessage(context, { ...mention, files }, mention.user, {
    plain: false,
    delivery,
  });
  if (outcome.kind === 'interface-needed') return { shown: outcome.shown };
  return outcome.kind === 'refused' ? { text: outcome.message } : undefined;
}

function placeOf({ channel, ts }: Mention): string {
  return `message:${channel}:${ts}`;
}

/** Whether the author was not told of it before; where that cannot be known, once more is better than never. */
async function isNews(context: ListenerContext, mention: Mention): Promise<boolean> {
  return context.dedup.once(`told:${placeOf(mention)}`).catch(() => true);
}

async function tell(
  context: ListenerContext,
  client: WebClient,
  { user, channel, ts, threadTs }: Mention,
  answer: NonNullable<Answer>,
): Promise<void> {
  const place = { channel, ...(threadTs === undefined ? {} : { threadTs }) };
  if ('text' in answer) return tellAlone(client, context.log, { user, ...place }, answer.text, answer.blocks);
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  const value = context.buttons.sealOwn(SNIPPET.button, user, nameButton({ ...place, ts }, answer.shown));
  await client.chat.postEphemeral({
    ...{ channel, user, ...thread },
    ...interfaceNeeded(value, await context.speech.textsFor(user)),
  });
}

/** What the asker got wrong is wrong the next time as well. */
function isTheirs(error: unknown): boolean {
  return error instanceof RoundtripError && error.exitStatus === EXIT.usage;
}

function withoutMention(text: string, botUserId: string): string {
  return text.replace(new RegExp(`<@${botUserId}(\\|[^>]*)?>[,:]?`, 'g'), ' ');
}
