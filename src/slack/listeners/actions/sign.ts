import type { App } from '@slack/bolt';
import { approvalText, expiryOf } from '../../../triage/index.ts';
import { approvalNeeds } from '../../approval-needs.ts';
import { ACTION } from '../../press.ts';
import { signatureModal } from '../../views/signature-modal.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Sign and approve …": shows what is to be signed, and asks for the signature. Who may is judged when it is submitted. */
export function onSign(app: App, context: ListenerContext): void {
  onPress(
    app,
    context,
    ACTION.sign,
    async ({ press, button, user, channel, triggerId, client, say }) => {
      const state = await context.triages.read(press.triage);
      const { change } = state ?? {};
      if (!state || !change || change.plan.hash !== press.plan) return say.refused.planSettled;
      const { id: triage, request } = state;
      const { plan } = change;
      const text = approvalText({ host: request.host, triage, plan, expires: expiryOf(change) });
      const opened = { triage, plan: plan.hash, ...(channel === undefined ? {} : { channel }) };
      const view = context.buttons.sealDialog(
        signatureModal(opened, text, approvalNeeds(context.config, request.host), say),
        user,
        button,
      );
      await client.views.open({ trigger_id: triggerId, view });
      return undefined;
    },
    { anyone: true },
  );
}
