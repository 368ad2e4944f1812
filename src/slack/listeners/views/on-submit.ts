import type { App, ViewOutput } from '@slack/bolt';
import type { Actor, CommandResult } from '../../../triage/index.ts';
import { escapeText } from '../../views/text.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { tellAlone } from '../tell-alone.ts';

type Wrong = { kind: 'wrong'; errors: Record<string, string> };
type Read = { kind: string; triage: string; channel?: string | undefined };

type Dialog<Said extends Read> = {
  callback: string;
  read: (view: ViewOutput) => Said | Wrong;
  work: (said: Said, by: Actor) => Promise<CommandResult>;
  /** As for buttons: approvers are judged by the triage. */
  anyone?: boolean;
};

/** Answers a submitted dialog: what is wrong stands beside the input, a refusal is told to whoever submitted. */
export function onSubmit<Said extends Read>(app: App, context: ListenerContext, dialog: Dialog<Said>): void {
  app.view(dialog.callback, async ({ ack, body, view, client }) => {
    const said = dialog.read(view);
    if (isWrong(said)) return ack({ response_action: 'errors', errors: said.errors });
    await ack();
    const { id: user } = body.user;
    if (!(await context.dedup.once(`view:${view.id}:${view.hash}`))) return;
    const answer = await answerTo(context, dialog, said, user);
    context.projector.nudge(said.triage);
    const channel = said.channel === undefined ? {} : { channel: said.channel };
    if (answer !== undefined) await tellAlone(client, context.log, { user, ...channel }, answer);
  });
}

function isWrong(said: Read | Wrong): said is Wrong {
  return said.kind === 'wrong';
}

async function answerTo<Said extends Read>(
  context: ListenerContext,
  dialog: Dialog<Said>,
  said: Said,
  user: string,
): Promise<string | undefined> {
  try {
    const admission = dialog.anyone ? undefined : await context.access.person(user);
    if (admission?.kind === 'refused') return admission.message;
    const result = await dialog.work(said, `slack:${user}`);
    return result.done ? undefined : escapeText(result.message);
  } catch (error) {
    return tellFailure(context, error, { what: dialog.callback, user });
  }
}
