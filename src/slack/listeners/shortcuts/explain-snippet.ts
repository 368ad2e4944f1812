import type { App, MessageShortcut } from '@slack/bolt';
import type { SlackFile } from '../../files.ts';
import { interfaceModal, SNIPPET, type SnippetPlace } from '../../views/interface-modal.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { explainMessage } from '../explain.ts';
import { tellAlone } from '../tell-alone.ts';

/** "Explain this" in a message's menu: the paste in it is explained in its thread. */
export function onExplainSnippet(app: App, context: ListenerContext): void {
  app.shortcut<MessageShortcut>(
    { type: 'message_action', callback_id: SNIPPET.callback },
    async ({ ack, shortcut, client }) => {
      await ack();
      const { id: user } = shortcut.user;
      if (!(await context.dedup.once(`shortcut:${shortcut.trigger_id}`))) return;
      const place = placeOf(shortcut);
      let answer: string | undefined;
      try {
        const message = {
          ...place,
          text: shortcut.message.text ?? '',
          files: (shortcut.message['files'] ?? []) as readonly SlackFile[],
        };
        const outcome = await explainMessage(context, message, user, { plain: true });
        if (outcome.kind === 'interface-needed') {
          const view = interfaceModal(place, outcome.shown);
          await client.views.open({ trigger_id: shortcut.trigger_id, view });
        } else if (outcome.kind === 'refused') answer = outcome.message;
      } catch (error) {
        answer = tellFailure(context, error, { what: SNIPPET.callback, user });
      }
      if (answer !== undefined) await tellAlone(client, context.log, { user, ...place }, answer);
    },
  );
}

function placeOf({ channel, message, message_ts: ts }: MessageShortcut): SnippetPlace {
  const threadTs: unknown = message['thread_ts'];
  return { channel: channel.id, ts, ...(typeof threadTs === 'string' ? { threadTs } : {}) };
}
