import type { App } from '@slack/bolt';
import type { SlackFile } from '../../files.ts';
import { interfaceNeeded } from '../../views/interface-modal.ts';
import { takeQuestion } from '../ask.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { bringsPaste, explainMessage } from '../explain.ts';
import { tellAlone } from '../tell-alone.ts';

/** "@roundtrip can't ping eth1 on server-b", in a channel or a thread. */
export function onAppMention(app: App, context: ListenerContext): void {
  app.event('app_mention', async ({ event, client }) => {
    const { user, channel, ts } = event;
    if (user === undefined || 'bot_id' in event) return;
    // The same mention may come under two event ids, and again when its text is edited: its place is its identity.
    if (!(await context.dedup.once(`message:${channel}:${ts}`))) return;
    const thread = event.thread_ts === undefined ? {} : { threadTs: event.thread_ts };
    let answer: string | undefined;
    try {
      const text = withoutMention(event.text, context.botUserId);
      const files = 'files' in event ? ((event.files ?? []) as readonly SlackFile[]) : [];
      if (bringsPaste(context, text, files)) {
        const place = { channel, ts, ...thread };
        const outcome = await explainMessage(context, { ...place, text, files }, user, { plain: false });
        if (outcome.kind === 'interface-needed') {
          await client.chat.postEphemeral({
            ...{ channel, user, ...(event.thread_ts === undefined ? {} : { thread_ts: event.thread_ts }) },
            ...interfaceNeeded(place, outcome.shown),
          });
        } else if (outcome.kind === 'refused') answer = outcome.message;
      } else answer = await takeQuestion(context, { text, user, channel, ...thread });
    } catch (error) {
      answer = tellFailure(context, error, { what: 'mention', user });
    }
    if (answer !== undefined) await tellAlone(client, context.log, { user, channel, ...thread }, answer);
  });
}

function withoutMention(text: string, botUserId: string): string {
  return text.replace(new RegExp(`<@${botUserId}(\\|[^>]*)?>[,:]?`, 'g'), ' ');
}
