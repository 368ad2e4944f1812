import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Look again": the same question, asked of the host as it is now. */
export function onLookAgain(app: App, context: ListenerContext): void {
  onPress(app, context, ACTION.lookAgain, ({ press, by, delivery }) =>
    context.triages.lookAgain(press.triage, by, delivery),
  );
}
