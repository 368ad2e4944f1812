import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Wait 1 more minute": for a packet that a person has to send. */
export function onWaitLonger(app: App, context: ListenerContext): void {
  onPress(app, context, ACTION.waitLonger, ({ press, by, delivery }) =>
    context.triages.waitLonger(press.triage, by, delivery),
  );
}
