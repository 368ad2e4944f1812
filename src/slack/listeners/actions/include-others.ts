import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Also eth2, eth3": looks at these too, so that one change repairs them all. */
export function onIncludeOthers(app: App, context: ListenerContext): void {
  onPress(app, context, ACTION.includeOthers, ({ press, by, delivery }) =>
    context.triages.includeOthers(press.triage, by, delivery),
  );
}
