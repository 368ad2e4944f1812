import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import { judgeModal } from '../../views/judge-modal.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Right": the verdict was what it really was. */
export function onJudgedRight(app: App, context: ListenerContext): void {
  onPress(app, context, ACTION.judgeRight, async ({ press, by, delivery, say }) => {
    const result = await context.triages.judgeVerdict(press.triage, by, { right: true }, delivery);
    return result.done ? say.told.judged : result;
  });
}

/** "Wrong …": asks in a dialog what it really was. */
export function onJudgedWrong(app: App, context: ListenerContext): void {
  onPress(app, context, ACTION.judgeWrong, async (pressed) => {
    const { press, button, user, channel, triggerId, client, say } = pressed;
    const opened = { triage: press.triage, ...(channel === undefined ? {} : { channel }) };
    const view = context.buttons.sealDialog(judgeModal(opened, say), user, button);
    await client.views.open({ trigger_id: triggerId, view });
    return undefined;
  });
}
