import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "It works": the asker's or an approver's word, where no packet could prove it. */
export function onItWorks(app: App, context: ListenerContext): void {
  onPress(
    app,
    context,
    ACTION.itWorks,
    ({ press, by, delivery }) => context.triages.confirmWorks(press.triage, by, delivery),
    {
      anyone: true,
    },
  );
}
