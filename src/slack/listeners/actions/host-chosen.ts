import type { App, BlockAction, ExternalSelectAction } from '@slack/bolt';
import { checkForm, FORM } from '../../views/check-form.ts';
import { readCarried } from '../../views/check-question.ts';
import type { ListenerContext } from '../context.ts';

/**
 * A host was chosen in the form: the form keeps it for the interface's menu, for Slack does not say what stands in the other
 * inputs while somebody types.
 */
export function onHostChosen(app: App, context: ListenerContext): void {
  app.action<BlockAction<ExternalSelectAction>>(
    { type: 'block_actions', block_id: FORM.host, action_id: FORM.element },
    async ({ ack, action, body, client }) => {
      await ack();
      const { view, user } = body;
      const host = action.selected_option?.value;
      if (!view || host === undefined) return;
      const opened = context.buttons.readDialog(view, user.id);
      if (typeof opened === 'string') return;
      const { draft, place } = readCarried(opened.content);
      const { to: _ofAnother, ...rest } = draft;
      const chosen = host === draft.host ? draft : { ...rest, host };
      const say = await context.speech.textsFor(user.id);
      const form = context.buttons.sealDialog(checkForm(chosen, place, say), user.id, opened.id);
      try {
        await client.views.update({ view_id: view.id, hash: view.hash, view: form });
      } catch (error) {
        // Changed or closed meanwhile: the interface can be typed all the same.
        context.log.info({ err: error }, 'the form could not be brought up to date');
      }
    },
  );
}
