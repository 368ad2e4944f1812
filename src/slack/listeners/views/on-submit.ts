import type { App, ViewOutput } from '@slack/bolt';
import type { Actor, CommandResult, Delivery } from '../../../triage/index.ts';
import { escapeText } from '../../views/text.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { inTime } from '../in-time.ts';
import { refusalText, usedUp } from '../refusals.ts';
import { tellAlone } from '../tell-alone.ts';

type Wrong = { kind: 'wrong'; errors: Record<string, string> };
type Read = { kind: string; triage: string; channel?: string | undefined };

type Dialog<Said extends Read> = {
  callback: string;
  read: (view: ViewOutput) => Said | Wrong;
  work: (said: Said, by: Actor, delivery: Delivery) => Promise<CommandResult>;
  /** As for buttons: approvers are judged by the triage. */
  anyone?: boolean;
};

/**
 * Answers a submitted dialog: recorded, then acknowledged. What is wrong, or could not be recorded, stands beside the input;
 * a refusal is told to whoever submitted.
 */
export function onSubmit<Said extends Read>(app: App, context: ListenerContext, dialog: Dialog<Said>): void {
  app.view(dialog.callback, async ({ ack, body, view, client }) => {
    const { id: user } = body.user;
    const opened = context.buttons.readDialog(view, user);
    if (typeof opened === 'string') {
      await ack();
      context.log.warn({ user, action: dialog.callback, because: opened }, 'a dialog was refused');
      return tellAlone(client, context.log, { user }, refusalText(opened, 'dialog'));
    }
    const said = dialog.read({ ...view, private_metadata: opened.content });
    if (isWrong(said)) return ack({ response_action: 'errors', errors: said.errors });
    const once = `view:${view.id}:${view.hash}`;
    const outcome = await outcomeOf(context, dialog, said, { user, once, ...usedUp(opened) });
    if (outcome.kind === 'failed') {
      const [input] = Object.keys(view.state.values);
      if (input !== undefined) return ack({ response_action: 'errors', errors: { [input]: outcome.answer } });
    }
    await ack();
    context.projector.nudge(said.triage);
    const { answer } = outcome;
    const channel = said.channel === undefined ? {} : { channel: said.channel };
    if (answer !== undefined) await tellAlone(client, context.log, { user, ...channel }, answer);
  });
}

function isWrong(said: Read | Wrong): said is Wrong {
  return said.kind === 'wrong';
}

/** `failed`: nothing was recorded, and it can be submitted again. */
type Outcome = { kind: 'done' | 'refused'; answer?: string } | { kind: 'failed'; answer: string };

async function outcomeOf<Said extends Read>(
  context: ListenerContext,
  dialog: Dialog<Said>,
  said: Said,
  { user, once, uses }: { user: string; once: string } & Pick<Delivery, 'uses'>,
): Promise<Outcome> {
  try {
    return await inTime(once, async (timely) => {
      const delivery = uses ? { ...timely, uses } : timely;
      const admission = dialog.anyone ? undefined : await context.access.person(user);
      if (admission?.kind === 'refused') return { kind: 'refused', answer: admission.message };
      const result = await dialog.work(said, `slack:${user}`, delivery);
      return result.done ? { kind: 'done' } : { kind: 'refused', answer: escapeText(result.message) };
    });
  } catch (error) {
    return { kind: 'failed', answer: tellFailure(context, error, { what: dialog.callback, user }) };
  }
}
