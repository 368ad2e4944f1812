import type { App, BlockAction, ButtonAction, RespondFn } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Actor, CommandResult } from '../../../triage/index.ts';
import { type Press, readPress } from '../../press.ts';
import { escapeText } from '../../views/text.ts';
import { type ListenerContext, tellFailure } from '../context.ts';

/** A press of one of our buttons, by someone who may use the bot. */
export type Pressed = {
  press: Press;
  by: Actor;
  user: string;
  channel: string | undefined;
  triggerId: string;
  client: WebClient;
};

type Options = {
  /** Approvers are named in the configuration: what they may do is for the triage to say, guests or not. */
  anyone?: boolean;
};

/**
 * Answers a button: acknowledged first, each press once, refusals told to whoever pressed. `work` answers what came
 * of it, a sentence for them alone, or nothing.
 */
export function onPress(
  app: App,
  context: ListenerContext,
  action: string,
  work: (pressed: Pressed) => Promise<CommandResult | string | undefined>,
  options: Options = {},
): void {
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: new RegExp(`^${action}(:\\d+)?$`) },
    async ({ ack, action: pressed, body, client, respond }) => {
      await ack();
      const { id: user } = body.user;
      if (!(await context.dedup.once(`press:${body.trigger_id}`))) return;
      const press = readPress(pressed.value);
      if (!press) return tell(respond, 'I do not know this button; ask again to get a new one.');
      const { trigger_id: triggerId } = body;
      const answer = await answerTo(context, action, user, options, () =>
        work({ press, by: `slack:${user}`, user, channel: body.channel?.id, triggerId, client }),
      );
      context.projector.nudge(press.triage);
      if (answer !== undefined) await tell(respond, answer);
    },
  );
}

async function answerTo(
  context: ListenerContext,
  action: string,
  user: string,
  options: Options,
  work: () => Promise<CommandResult | string | undefined>,
): Promise<string | undefined> {
  try {
    const admission = options.anyone ? undefined : await context.access.person(user);
    if (admission?.kind === 'refused') return admission.message;
    const result = await work();
    if (typeof result !== 'object') return result;
    return result.done ? undefined : escapeText(result.message);
  } catch (error) {
    return tellFailure(context, error, { what: action, user });
  }
}

/** Only for whoever pressed, and the message with the button stays. */
async function tell(respond: RespondFn, text: string): Promise<void> {
  await respond({ response_type: 'ephemeral', replace_original: false, text });
}
