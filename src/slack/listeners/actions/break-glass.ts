import type { App } from '@slack/bolt';
import { approvalNeeds } from '../../approval-needs.ts';
import { ACTION } from '../../press.ts';
import { breakGlassModal } from '../../views/break-glass-modal.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Approve without waiting …": asks for the reason in a dialog. Who may is judged when it is submitted. */
export function onBreakGlass(app: App, context: ListenerContext): void {
  onPress(
    app,
    context,
    ACTION.breakGlass,
    async ({ press, button, user, channel, triggerId, client, say }) => {
      const opened = {
        triage: press.triage,
        plan: press.plan ?? '',
        ...(channel === undefined ? {} : { channel }),
      };
      const state = await context.triages.read(press.triage);
      const needs = state ? approvalNeeds(context.config, state.request.host) : {};
      const view = context.buttons.sealDialog(breakGlassModal(opened, needs, say), user, button);
      await client.views.open({ trigger_id: triggerId, view });
      return undefined;
    },
    { anyone: true },
  );
}
