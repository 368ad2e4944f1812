import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { interfaceModal, readNameButton, SNIPPET } from '../../views/interface-modal.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { refusalText } from '../refusals.ts';
import { aloneIn } from './on-press.ts';

/** "Name the interface", under the words that only the asker sees: opens the dialog. */
export function onNameInterface(app: App, context: ListenerContext): void {
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: SNIPPET.button },
    async ({ ack, action, body, client, respond }) => {
      await ack();
      if (!(await context.dedup.once(`press:${body.trigger_id}`))) return;
      const { id: user } = body.user;
      const say = await context.speech.textsFor(user);
      const alone = aloneIn(body);
      const opened = context.buttons.readOwn(SNIPPET.button, user, action.value);
      if (typeof opened === 'string') {
        context.log.warn({ user, action: SNIPPET.button, because: opened }, 'a press was refused');
        const text = refusalText(opened, say);
        return void (await respond({ ...alone, text }));
      }
      try {
        const { place, shown } = readNameButton(opened.content);
        const view = context.buttons.sealDialog(interfaceModal(place, shown, say), user);
        await client.views.open({ trigger_id: body.trigger_id, view });
      } catch (error) {
        const text = tellFailure(context, error, { what: SNIPPET.button, user }, say);
        await respond({ ...alone, text });
      }
    },
  );
}
