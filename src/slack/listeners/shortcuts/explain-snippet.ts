import type { App, MessageShortcut } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { SlackTexts } from '../../../texts/index.ts';
import type { Delivery } from '../../../triage/index.ts';
import type { SlackFile } from '../../files.ts';
import {
  interfaceModal,
  interfaceNeeded,
  nameButton,
  SNIPPET,
  type SnippetPlace,
} from '../../views/interface-modal.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { explainMessage } from '../explain.ts';
import { inTime } from '../in-time.ts';
import { tellAlone } from '../tell-alone.ts';

/** "Explain this" in a message's menu: the paste in it is explained in its thread. */
export function onExplainSnippet(app: App, context: ListenerContext): void {
  app.shortcut<MessageShortcut>(
    { type: 'message_action', callback_id: SNIPPET.callback },
    async ({ ack, shortcut, client }) => {
      const { id: user } = shortcut.user;
      const say = await context.speech.textsFor(user);
      const place = placeOf(shortcut);
      const files = (shortcut.message['files'] ?? []) as readonly SlackFile[];
      const message = { ...place, text: shortcut.message.text ?? '', files };
      const explain = async (delivery: Delivery) => {
        const outcome = await explainMessage(context, message, user, { plain: true, delivery });
        if (outcome.kind === 'interface-needed')
          await openOrOffer(context, client, shortcut.trigger_id, user, place, outcome.shown, say);
        return outcome.kind === 'refused' ? outcome.message : undefined;
      };
      const once = `shortcut:${shortcut.trigger_id}`;
      const long = files.length > 0;
      let answer: string | undefined;
      try {
        // A file may take longer to read than Slack waits: it is not taken for recorded before it is.
        if (long) {
          await ack();
          await tellAlone(client, context.log, { user, ...place }, say.told.reading);
        }
        answer = await (long ? explain({ once }) : inTime(once, explain));
      } catch (error) {
        answer = tellFailure(context, error, { what: SNIPPET.callback, user }, say);
      }
      if (!long) await ack();
      if (answer !== undefined) await tellAlone(client, context.log, { user, ...place }, answer);
    },
  );
}

/** A dialog must be opened within 3 s; where reading a file took longer, a button opens it. */
async function openOrOffer(
  { buttons }: ListenerContext,
  client: WebClient,
  triggerId: string,
  user: string,
  place: SnippetPlace,
  shown: readonly string[],
  say: SlackTexts,
): Promise<void> {
  try {
    const view = buttons.sealDialog(interfaceModal(place, shown, say), user);
    await client.views.open({ trigger_id: triggerId, view });
  } catch {
    const { channel, threadTs } = place;
    const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
    const value = buttons.sealOwn(SNIPPET.button, user, nameButton(place, shown));
    await client.chat.postEphemeral({ channel, user, ...thread, ...interfaceNeeded(value, say) });
  }
}

function placeOf({ channel, message, message_ts: ts }: MessageShortcut): SnippetPlace {
  const threadTs: unknown = message['thread_ts'];
  return { channel: channel.id, ts, ...(typeof threadTs === 'string' ? { threadTs } : {}) };
}
