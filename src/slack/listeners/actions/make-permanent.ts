import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Make it permanent": keeps a committed fix after a restart, under the policy of its approval. */
export function onMakePermanent(app: App, context: ListenerContext): void {
  onPress(
    app,
    context,
    ACTION.makePermanent,
    ({ press, by, delivery }) => context.triages.makePermanent(press.triage, by, delivery),
    {
      anyone: true,
    },
  );
}
