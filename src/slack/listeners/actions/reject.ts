import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import { rejectModal } from '../../views/reject-modal.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Reject …", under the request in the thread or in an approver's direct message: asks for the reason in a dialog. */
export function onReject(app: App, context: ListenerContext): void {
  onPress(
    app,
    context,
    ACTION.rejectWith,
    async ({ press, button, user, channel, triggerId, client, say }) => {
      const state = await context.triages.read(press.triage);
      if (state?.change?.plan.hash !== press.plan || state?.status !== 'awaiting-approval')
        return say.refused.planSettled;
      const opened = {
        triage: press.triage,
        plan: press.plan ?? '',
        ...(channel === undefined ? {} : { channel }),
      };
      const modal = rejectModal(opened, state.request.host, say);
      await client.views.open({
        trigger_id: triggerId,
        view: context.buttons.sealDialog(modal, user, button),
      });
      return undefined;
    },
    { anyone: true },
  );
}

/** "Take the approval back", until the work on the host begins; it is also what "Reject" did in older messages. */
export function onRevoke(app: App, context: ListenerContext): void {
  onPress(
    app,
    context,
    ACTION.reject,
    ({ press, by, delivery }) =>
      context.triages.reject(press.triage, by, press.plan ?? '', undefined, delivery),
    { anyone: true },
  );
}
