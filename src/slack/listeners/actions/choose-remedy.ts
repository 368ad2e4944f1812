import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Send eth1's replies out eth1": asks for approval of that plan. */
export function onChooseRemedy(app: App, context: ListenerContext): void {
  onPress(app, context, ACTION.chooseRemedy, ({ press, by, delivery }) =>
    context.triages.chooseRemedy(press.triage, by, press.remedy ?? '', press.plan ?? '', delivery),
  );
}
