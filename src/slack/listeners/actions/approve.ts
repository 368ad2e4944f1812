import type { App } from '@slack/bolt';
import { approvalNeeds, needsDialog } from '../../approval-needs.ts';
import { isWithheld } from '../../evidence.ts';
import { ACTION } from '../../press.ts';
import { approveModal } from '../../views/approve-modal.ts';
import { withheldState } from '../../views/withheld.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/**
 * "Approve", under the request in the thread or in an approver's direct message. Where more than the press is asked for, a
 * dialog does that.
 */
export function onApprove(app: App, context: ListenerContext): void {
  onPress(
    app,
    context,
    ACTION.approve,
    async ({ press, button, by, user, channel, triggerId, client, say, delivery }) => {
      const read = await context.triages.read(press.triage);
      const state = read && isWithheld(context.config, read) ? withheldState(read, say.withheld) : read;
      const { change, diagnosis, request } = state ?? {};
      const needs = request ? approvalNeeds(context.config, request.host) : {};
      if (!request || !change || !needsDialog(needs))
        return context.triages.approve(press.triage, by, press.plan ?? '', delivery);
      const opened = {
        triage: press.triage,
        plan: press.plan ?? '',
        ...(channel === undefined ? {} : { channel }),
      };
      const remedy = diagnosis?.remedies.find(({ id }) => id === change.remedy);
      const about = { host: request.host, commands: change.plan.steps.length, remedy };
      const view = context.buttons.sealDialog(approveModal(opened, about, needs, say), user, button);
      await client.views.open({ trigger_id: triggerId, view });
      return undefined;
    },
    { anyone: true, patient: true },
  );
}
