import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Approve", under the request in the thread or in an approver's direct message. */
export function onApprove(app: App, context: ListenerContext): void {
  onPress(
    app,
    context,
    ACTION.approve,
    ({ press, by, delivery }) => context.triages.approve(press.triage, by, press.plan ?? '', delivery),
    { anyone: true },
  );
}
