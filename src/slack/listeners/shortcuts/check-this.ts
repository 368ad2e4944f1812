import type { App, MessageShortcut } from '@slack/bolt';
import { LIMITS } from '../../limits.ts';
import { checkForm } from '../../views/check-form.ts';
import { CHECK, draftOf } from '../../views/check-question.ts';
import { readQuestion, refusalOf } from '../ask.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { tellAlone } from '../tell-alone.ts';

/** "Check this" in a message's menu: the form, filled with what its words say. What comes of it stands in its thread. */
export function onCheckThis(app: App, context: ListenerContext): void {
  app.shortcut<MessageShortcut>(
    { type: 'message_action', callback_id: CHECK.shortcut },
    async ({ ack, shortcut, client }) => {
      await ack();
      const { id: user } = shortcut.user;
      const { message, channel, message_ts: ts } = shortcut;
      const thread: unknown = message['thread_ts'];
      const place = { channel: channel.id, threadTs: typeof thread === 'string' ? thread : ts };
      const say = await context.speech.textsFor(user);
      let refused: string | undefined;
      try {
        const refusal = await refusalOf(context, { user, channel: channel.id }, say);
        refused = refusal?.told;
        if (refused === undefined) {
          const reading = await readQuestion(context, wordsOf(message), { user, channel: channel.id });
          const form = checkForm(draftOf(reading), place, say);
          const view = context.buttons.sealDialog(form, user);
          await client.views.open({ trigger_id: shortcut.trigger_id, view });
        }
      } catch (error) {
        refused = tellFailure(context, error, { what: CHECK.shortcut, user }, say);
      }
      if (refused !== undefined) await tellAlone(client, context.log, { user, ...place }, refused);
    },
  );
}

/** What a message says, also where it says it in attachments, as monitoring does; no more of it than is read. */
function wordsOf(message: MessageShortcut['message']): string {
  const attachments: unknown = message['attachments'];
  const attached = (Array.isArray(attachments) ? attachments : []).flatMap((each: Record<string, unknown>) =>
    [each['title'], each['text'] ?? each['fallback']].filter((text) => typeof text === 'string'),
  );
  return [message.text ?? '', ...attached].join('\n').slice(0, LIMITS.request);
}
