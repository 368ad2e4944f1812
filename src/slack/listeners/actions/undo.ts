import type { App } from '@slack/bolt';
import { tell } from '../../../texts/index.ts';
import type { RefusalCode, TriageId } from '../../../triage/index.ts';
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
      if (result.done || !isForOthers(result.because)) return result;
      return whoCan(context, pressed, press.triage, tell(result.said, pressed.say.language));
    },
    {
      anyone: true,
    },
  );
}

/** Whether somebody else can do what that person may not. */
export function isForOthers(because: RefusalCode | 'unknown-triage'): boolean {
  return FOR_OTHERS.includes(because);
}

/** What whoever may not undo a fix is answered: why, who can, and the button that asks them. */
export async function whoCan(
  context: ListenerContext,
  { user, say }: Pick<Pressed, 'user' | 'say'>,
  triage: TriageId,
  because: string,
): Promise<ReturnType<typeof undoRefused>> {
  const usable = await context.triages.usableApprovers(triage);
  const named = await Promise.all(
    usable.people.map(async (actor) => [actor, await context.nameOf(actor.replace(/^slack:/, ''))] as const),
  );
  const names = new Map(named);
  const value = context.buttons.sealOwn(ASK_FOR_UNDO, user, triage);
  return undoRefused(because, usable, (actor) => names.get(actor) ?? actor, value, say);
}
