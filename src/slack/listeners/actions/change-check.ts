import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { checkForm } from '../../views/check-form.ts';
import { CHECK, readCarried } from '../../views/check-question.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { refusalText } from '../refusals.ts';
import { aloneIn } from './on-press.ts';

/** "Change": opens the form with what was understood. */
export function onChangeCheck(app: App, context: ListenerContext): void {
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: CHECK.change },
    async ({ ack, action, body, client, respond }) => {
      await ack();
      if (!(await context.dedup.once(`press:${body.trigger_id}`))) return;
      const { id: user } = body.user;
      const say = await context.speech.textsFor(user);
      const alone = aloneIn(body);
      const opened = context.buttons.readOwn(CHECK.change, user, action.value);
      if (typeof opened === 'string') {
        context.log.warn({ user, action: CHECK.change, because: opened }, 'a press was refused');
        return void (await respond({ ...alone, text: refusalText(opened, say) }));
      }
      try {
        const { draft, place } = readCarried(opened.content);
        const view = context.buttons.sealDialog(checkForm(draft, place, say), user);
        await client.views.open({ trigger_id: body.trigger_id, view });
      } catch (error) {
        const text = tellFailure(context, error, { what: CHECK.change, user }, say);
        await respond({ ...alone, text });
      }
    },
  );
}
