import type { App } from '@slack/bolt';
import { takeQuestion } from '../ask.ts';
import { type ListenerContext, tellFailure } from '../context.ts';

/** A question that somebody asks in their direct messages with the bot. */
export function onDirectMessage(app: App, context: ListenerContext): void {
  app.event('message', async ({ event, client }) => {
    if (event.channel_type !== 'im' || event.subtype !== undefined || event.bot_id !== undefined) return;
    const { user, channel, ts } = event;
    if (!(await context.dedup.once(`message:${channel}:${ts}`))) return;
    let answer: string | undefined;
    try {
      answer = await takeQuestion(context, { text: event.text ?? '', user, channel });
    } catch (error) {
      answer = tellFailure(context, error, { what: 'direct message', user });
    }
    if (answer !== undefined) await client.chat.postMessage({ channel, text: answer });
  });
}
