import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Reject", under the request in the thread or in an approver's direct message. */
export function onReject(app: App, context: ListenerContext): void {
  onPress(
    app,
    context,
    ACTION.reject,
    ({ press, by, delivery }) =>
      context.triages.reject(press.triage, by, press.plan ?? '', undefined, delivery),
    { anyone: true },
  );
}
