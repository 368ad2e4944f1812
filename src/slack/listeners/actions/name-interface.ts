import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { interfaceModal, readNameButton, SNIPPET } from '../../views/interface-modal.ts';
import { type ListenerContext, tellFailure } from '../context.ts';

/** "Name the interface", under the words that only the asker sees: opens the dialog. */
export function onNameInterface(app: App, context: ListenerContext): void {
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: SNIPPET.button },
    async ({ ack, action, body, client, respond }) => {
      await ack();
      if (!(await context.dedup.once(`press:${body.trigger_id}`))) return;
      const opened = readNameButton(action.value);
      if (!opened) return;
      try {
        const view = interfaceModal(opened.place, opened.shown);
        await client.views.open({ trigger_id: body.trigger_id, view });
      } catch (error) {
        const text = tellFailure(context, error, { what: SNIPPET.button, user: body.user.id });
        await respond({ response_type: 'ephemeral', replace_original: false, text });
      }
    },
  );
}
