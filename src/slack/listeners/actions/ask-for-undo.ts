import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { tell } from '../../../texts/index.ts';
import { noticeModal } from '../../views/notice-modal.ts';
import { escapeText } from '../../views/text.ts';
import { ASK_FOR_UNDO } from '../../views/undo.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { inTime } from '../in-time.ts';
import { notForYou, notForYouAlone } from '../not-for-you.ts';
import { refusalText, usedUp } from '../refusals.ts';
import { aloneIn } from './on-press.ts';

/** "Ask them", under a refused undo: those who can are asked by direct message. */
export function onAskForUndo(app: App, context: ListenerContext): void {
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: ASK_FOR_UNDO },
    async ({ ack, action, body, client, respond }) => {
      const { id: user } = body.user;
      const say = await context.speech.textsFor(user);
      // Under a message, or in the dialog that an undo on the Home tab was answered with.
      const answer = async (text: string): Promise<void> => {
        const { view } = body;
        if (view)
          await client.views.update({ view_id: view.id, view: noticeModal(text, say, say.outcome.undo) });
        else await respond({ ...aloneIn(body), text });
      };
      const opened = context.buttons.readOwn(ASK_FOR_UNDO, user, action.value);
      if (typeof opened === 'string') {
        await ack();
        context.log.warn({ user, action: ASK_FOR_UNDO, because: opened }, 'a press was refused');
        return void (await answer(refusalText(opened, say)));
      }
      const triage = opened.content;
      let told: string;
      try {
        told = await inTime(`press:${body.trigger_id}`, async (delivery) => {
          const admission = await context.access.person(user);
          if (admission.kind === 'refused') return admission.told(say);
          const channel = body.channel?.id;
          const hidden = body.view
            ? await notForYouAlone(context, triage, user, say)
            : await notForYou(context, triage, { user, channel }, say);
          if (hidden !== undefined) return hidden;
          const name = await context.nameOf(user);
          const wish = { ...delivery, ...usedUp(opened), name };
          const result = await context.triages.requestUndo(triage, `slack:${user}`, wish);
          return result.done ? say.undo.asking : escapeText(tell(result.said, say.language));
        });
      } catch (error) {
        told = tellFailure(context, error, { what: ASK_FOR_UNDO, user }, say);
      }
      await ack();
      context.projector.nudge(triage);
      await answer(told);
    },
  );
}
