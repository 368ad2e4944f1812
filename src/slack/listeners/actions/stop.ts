import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Stop": ends waiting for packets. */
export function onStop(app: App, context: ListenerContext): void {
  onPress(app, context, ACTION.stop, ({ press, by, delivery }) =>
    context.triages.stop(press.triage, by, delivery),
  );
}
