import type { App, ViewOutput, ViewSubmitAction } from '@slack/bolt';
import { type SlackTexts, tell } from '../../../texts/index.ts';
import type { Actor, CommandResult, Delivery } from '../../../triage/index.ts';
import { INPUT_OF } from '../../views/approval-inputs.ts';
import { escapeText } from '../../views/text.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { inTime, patiently } from '../in-time.ts';
import { notForYou } from '../not-for-you.ts';
import { refusalText, usedUp } from '../refusals.ts';
import { tellAlone } from '../tell-alone.ts';

type Wrong = { kind: 'wrong'; errors: Record<string, string> };
type Read = { kind: string; triage: string; channel?: string | undefined };

type Dialog<Said extends Read> = {
  callback: string;
  read: (view: ViewOutput, say: SlackTexts) => Said | Wrong;
  work: (said: Said, by: Actor, delivery: Delivery) => Promise<CommandResult>;
  /** As for buttons: approvers are judged by the triage. */
  anyone?: boolean;
  /** As for buttons: a policy program is waited for. */
  patient?: boolean;
};

/**
 * Answers a submitted dialog: recorded, then acknowledged. What is wrong, or could not be recorded, stands beside the input;
 * a refusal is told to whoever submitted.
 */
export function onSubmit<Said extends Read>(app: App, context: ListenerContext, dialog: Dialog<Said>): void {
  app.view<ViewSubmitAction>(dialog.callback, async ({ ack, body, view, client }) => {
    const { id: user } = body.user;
    const say = await context.speech.textsFor(user);
    const opened = context.buttons.readDialog(view, user);
    if (typeof opened === 'string') {
      await ack();
      context.log.warn({ user, action: dialog.callback, because: opened }, 'a dialog was refused');
      return tellAlone(client, context.log, { user }, refusalText(opened, say, 'dialog'));
    }
    const said = dialog.read({ ...view, private_metadata: opened.content }, say);
    if (isWrong(said)) return ack({ response_action: 'errors', errors: said.errors });
    // A dialog that stayed open is submitted again under the same hash.
    const once = `view:${view.id}:${body.trigger_id}`;
    const channel = said.channel === undefined ? {} : { channel: said.channel };
    const patient = dialog.patient === true && context.config.policy.check.length > 0;
    const working = outcomeOf(context, dialog, said, say, { user, once, patient, ...usedUp(opened) });
    let acknowledged = false;
    const outcome = await (patient
      ? patiently(working, async () => {
          acknowledged = true;
          await ack();
          await tellAlone(client, context.log, { user, ...channel }, say.told.policyAsked);
        })
      : working);
    const input = inputFor(outcome, Object.keys(view.state.values));
    if (!acknowledged) {
      if (input !== undefined)
        return ack({ response_action: 'errors', errors: { [input]: outcome.answer ?? '' } });
      await ack();
    }
    context.projector.nudge(said.triage);
    const { answer } = outcome;
    if (answer !== undefined) await tellAlone(client, context.log, { user, ...channel }, answer);
  });
}

function isWrong(said: Read | Wrong): said is Wrong {
  return said.kind === 'wrong';
}

/** `failed`: nothing was recorded, and it can be submitted again. */
type Outcome = {
  kind: 'done' | 'refused' | 'failed';
  answer?: string;
  /** The input that a refusal is about. */
  input?: string;
};

/** Where an answer stands beside an input, so that the dialog stays open. */
function inputFor({ kind, input }: Outcome, inputs: readonly string[]): string | undefined {
  if (input !== undefined && inputs.includes(input)) return input;
  return kind === 'failed' ? inputs[0] : undefined;
}

async function outcomeOf<Said extends Read>(
  context: ListenerContext,
  dialog: Dialog<Said>,
  said: Said,
  say: SlackTexts,
  { user, once, uses, patient }: { user: string; once: string; patient: boolean } & Pick<Delivery, 'uses'>,
): Promise<Outcome> {
  const doIt = async (timely: Delivery): Promise<Outcome> => {
    const delivery = uses ? { ...timely, uses } : timely;
    const admission = dialog.anyone ? undefined : await context.access.person(user);
    if (admission?.kind === 'refused') return { kind: 'refused', answer: admission.told(say) };
    const reader = { user, channel: said.channel };
    const hidden = dialog.anyone ? undefined : await notForYou(context, said.triage, reader, say);
    if (hidden !== undefined) return { kind: 'refused', answer: hidden };
    const name = await context.nameOf(user);
    const result = await dialog.work(said, `slack:${user}`, { ...delivery, name });
    if (result.done) return { kind: 'done' };
    const input = result.because === 'unknown-triage' ? undefined : INPUT_OF[result.because];
    return {
      ...{ kind: 'refused', answer: escapeText(tell(result.said, say.language)) },
      ...(input === undefined ? {} : { input }),
    };
  };
  try {
    return await (patient ? doIt({ once }) : inTime(once, doIt));
  } catch (error) {
    return { kind: 'failed', answer: tellFailure(context, error, { what: dialog.callback, user }, say) };
  }
}
