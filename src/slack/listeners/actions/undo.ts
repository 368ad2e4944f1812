import type { App } from '@slack/bolt';
import { tell } from '../../../texts/index.ts';
import type { RefusalCode } from '../../../triage/index.ts';
import { ACTION } from '../../press.ts';
import { ASK_FOR_UNDO, undoRefused } from '../../views/undo.ts';
import type { ListenerContext } from '../context.ts';
import { onPress, type Pressed } from './on-press.ts';

/** Refusals of who has no right to it: others have. */
const FOR_OTHERS: readonly (RefusalCode | 'unknown-triage')[] = ['asker-may-not-approve', 'not-an-approver'];

/** "Undo": takes a committed fix back, under the same policy. Who may not is told who can, with a button that asks them. */
export function onUndo(app: App, context: ListenerContext): void {
  onPress(
    app,
    context,
    ACTION.undo,
    async (pressed) => {
      const { press, by, delivery } = pressed;
      const result = await context.triages.undo(press.triage, by, delivery);
      if (result.done || !FOR_OTHERS.includes(result.because)) return result;
      return whoCan(context, pressed, tell(result.said, pressed.say.language));
    },
    {
      anyone: true,
    },
  );
}

async function whoCan(context: ListenerContext, { press, user, say }: Pressed, because: string) {
  const usable = await context.triages.usableApprovers(press.triage);
  const named = await Promise.all(
    usable.people.map(async (actor) => [actor, await context.nameOf(actor.replace(/^slack:/, ''))] as const),
  );
  const names = new Map(named);
  const value = context.buttons.sealOwn(ASK_FOR_UNDO, user, press.triage);
  return undoRefused(because, usable, (actor) => names.get(actor) ?? actor, value, say);
}
