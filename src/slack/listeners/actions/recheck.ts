import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Recheck": looks whether a committed fix still stands and works; whoever may ask about the host may. */
export function onRecheck(app: App, context: ListenerContext): void {
  onPress(app, context, ACTION.recheck, ({ press, by, delivery }) =>
    context.triages.recheck(press.triage, by, delivery),
  );
}
