import type { App } from '@slack/bolt';
import { foldEvents } from '../../../triage/index.ts';
import { isWithheld } from '../../evidence.ts';
import { ACTION } from '../../press.ts';
import { gatewayModal } from '../../views/gateway-modal.ts';
import { withheldState } from '../../views/withheld.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Name eth1's gateway", and "Another gateway": asks for it in a dialog. */
export function onNameGateway(app: App, context: ListenerContext): void {
  onPress(app, context, ACTION.nameGateway, async (pressed) => {
    const { press, button, user, channel, triggerId, client, say } = pressed;
    const read = foldEvents(await context.events.read(press.triage), say.language);
    const state = read && isWithheld(context.config, read) ? withheldState(read, say.withheld) : read;
    const remedy = state?.diagnosis?.remedies.find(({ id }) => id === press.remedy);
    if (!state || !(remedy?.asks ?? remedy?.gateway)) return say.refused.gatewaySettled;
    const view = context.buttons.sealDialog(gatewayModal(state, remedy, channel, say), user, button);
    await client.views.open({ trigger_id: triggerId, view });
    return undefined;
  });
}
