import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { tell } from '../../../texts/index.ts';
import { escapeText } from '../../views/text.ts';
import { ASK_FOR_UNDO } from '../../views/undo.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { inTime } from '../in-time.ts';
import { notForYou } from '../not-for-you.ts';
import { refusalText, usedUp } from '../refusals.ts';
import { aloneIn } from './on-press.ts';

/** "Ask them", under a refused undo: those who can are asked by direct message. */
export function onAskForUndo(app: App, context: ListenerContext): void {
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: ASK_FOR_UNDO },
    async ({ ack, action, body, respond }) => {
      const { id: user } = body.user;
      const say = await context.speech.textsFor(user);
      const opened = context.buttons.readOwn(ASK_FOR_UNDO, user, action.value);
      if (typeof opened === 'string') {
        await ack();
        context.log.warn({ user, action: ASK_FOR_UNDO, because: opened }, 'a press was refused');
        return void (await respond({ ...aloneIn(body), text: refusalText(opened, say) }));
      }
      const triage = opened.content;
      let told: string;
      try {
        told = await inTime(`press:${body.trigger_id}`, async (delivery) => {
          const admission = await context.access.person(user);
          if (admission.kind === 'refused') return admission.told(say);
          const hidden = await notForYou(context, triage, { user, channel: body.channel?.id }, say);
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
      await respond({ ...aloneIn(body), text: told });
    },
  );
}
