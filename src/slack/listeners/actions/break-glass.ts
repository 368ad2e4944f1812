import type { App } from '@slack/bolt';
import { approvalNeeds } from '../../approval-needs.ts';
import { isWithheld } from '../../evidence.ts';
import { ACTION } from '../../press.ts';
import { breakGlassModal } from '../../views/break-glass-modal.ts';
import { withheldState } from '../../views/withheld.ts';
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
      const read = await context.triages.read(press.triage);
      const state = read && isWithheld(context.config, read) ? withheldState(read, say.withheld) : read;
      const needs = state ? approvalNeeds(context.config, state.request.host) : {};
      const remedy = state?.diagnosis?.remedies.find(({ id }) => id === state.change?.remedy);
      const view = context.buttons.sealDialog(breakGlassModal(opened, needs, say, remedy), user, button);
      await client.views.open({ trigger_id: triggerId, view });
      return undefined;
    },
    { anyone: true },
  );
}
