import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Undo": takes a committed fix back, under the same policy. */
export function onUndo(app: App, context: ListenerContext): void {
  onPress(
    app,
    context,
    ACTION.undo,
    ({ press, by, delivery }) => context.triages.undo(press.triage, by, delivery),
    {
      anyone: true,
    },
  );
}
