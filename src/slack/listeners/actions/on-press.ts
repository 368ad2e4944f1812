import type { App, BlockAction, ButtonAction, RespondFn } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { type SlackTexts, tell as tellMessage } from '../../../texts/index.ts';
import type { Actor, CommandResult, Delivery } from '../../../triage/index.ts';
import { alreadyUsed } from '../../../triage/index.ts';
import type { Button, Refusal } from '../../buttons.ts';
import { type Press, readPress } from '../../press.ts';
import type { Content } from '../../views/blocks.ts';
import { askedOne } from '../../views/render.ts';
import { escapeText } from '../../views/text.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { inTime, patiently } from '../in-time.ts';
import { notForYou } from '../not-for-you.ts';
import { refusalText, usedUp } from '../refusals.ts';
import { type PressedIn, standsThere } from './stands-there.ts';

/** A press of one of our buttons, by someone who may use the bot. */
export type Pressed = {
  press: Press;
  /** The button's own name: what it opens is submitted once. */
  button: string;
  by: Actor;
  user: string;
  channel: string | undefined;
  triggerId: string;
  client: WebClient;
  /** What the person who pressed is told with. */
  say: SlackTexts;
  delivery: Delivery;
};

type Work = (pressed: Pressed) => Promise<CommandResult | Content | string | undefined>;

type Options = {
  /** Approvers are named in the configuration: what they may do is for the triage to say, guests or not. */
  anyone?: boolean;
  /** Nothing is recorded of it, and it may take long: acknowledged at once. */
  long?: boolean;
  /** Where a policy program is configured, its word is waited for longer than Slack waits. */
  patient?: boolean;
};

/**
 * Answers a button: recorded, then acknowledged, each press once; refusals are told to whoever pressed. `work` answers what
 * came of it, a sentence or message for them alone, or nothing.
 */
export function onPress(
  app: App,
  context: ListenerContext,
  action: string,
  work: Work,
  options: Options = {},
): void {
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: new RegExp(`^${action}(:\\d+)?$`) },
    async ({ ack, action: pressed, body, client, respond }) => {
      const { id: user } = body.user;
      const say = await context.speech.textsFor(user);
      const once = `press:${body.trigger_id}`;
      if (options.long) {
        await ack();
        if (!(await context.dedup.once(once))) return;
      }
      const at = pressedIn(body);
      const button = context.buttons.read(pressed.value, { action, channel: at.channel });
      if (typeof button === 'string') {
        context.log.warn({ user, action, because: button }, 'a press was refused');
        if (!options.long) await ack();
        const older = button === 'outdated' ? readPress(pressed.value) : undefined;
        if (older) context.projector.nudge(older.triage);
        return tell(respond, refusalText(button, say), at);
      }
      const patient = options.patient === true && context.config.policy.check.length > 0;
      let acknowledged = options.long === true;
      const answering = answerTo(context, action, user, say, () => {
        const doIt = async (delivery: Delivery) => {
          const admission = options.anyone ? undefined : await context.access.person(user);
          if (admission?.kind === 'refused') return admission.told(say);
          const refusal = await whyNot(context, client, button, at, { action, user, once }, say);
          if (refusal !== undefined) return refusal;
          const { press, id } = button;
          const reader = { user, channel: at.channel };
          const hidden = options.anyone
            ? undefined
            : await notForYou(context, press.triage, reader, say, press.host);
          if (hidden !== undefined) return hidden;
          const name = await context.nameOf(user);
          const where = { channel: at.channel, triggerId: body.trigger_id, client };
          return work({
            press,
            button: id,
            by: `slack:${user}`,
            user,
            ...where,
            say,
            delivery: { ...delivery, name },
          });
        };
        if (options.long) return doIt({ once });
        return patient
          ? doIt({ once, ...usedUp(button) })
          : inTime(once, (delivery) => doIt({ ...delivery, ...usedUp(button) }));
      });
      const answer = await (patient
        ? patiently(answering, async () => {
            acknowledged = true;
            await ack();
            await tell(respond, say.told.policyAsked, at);
          })
        : answering);
      if (!acknowledged) await ack();
      context.projector.nudge(button.press.triage);
      if (answer !== undefined) await tell(respond, answer, at);
    },
  );
}

function pressedIn({ channel, container }: BlockAction): PressedIn {
  const inMessage = container.type === 'message';
  return {
    channel: channel?.id,
    ts: inMessage ? container.message_ts : undefined,
    threadTs: inMessage ? container.thread_ts : undefined,
  };
}

/** Why an authentic button does not count here and now (mrkdwn). */
async function whyNot(
  context: ListenerContext,
  client: WebClient,
  button: Button,
  at: PressedIn,
  about: { action: string; user: string; once: string },
  say: SlackTexts,
): Promise<string | undefined> {
  const { triage } = button.press;
  const refuse = (because: Refusal | 'used') =>
    context.log.warn({ ...about, triage, because }, 'a press was refused');
  const sources = { postings: context.postings, client, log: context.log };
  const asked = askedOne(button.slot);
  const theirs = asked === undefined || asked === about.user;
  if (!theirs || !(await standsThere(sources, { triage, slot: button.slot }, at))) {
    refuse('elsewhere');
    return refusalText('elsewhere', say);
  }
  if ((await context.events.now()).getTime() > button.until) {
    refuse('expired');
    return refusalText('expired', say);
  }
  if (!(await context.dedup.seen(usedUp(button).uses.key))) return undefined;
  // Slack may bring a press twice: of the second nothing is said.
  if (await context.dedup.seen(about.once)) return undefined;
  refuse('used');
  throw alreadyUsed();
}

async function answerTo(
  context: ListenerContext,
  action: string,
  user: string,
  say: SlackTexts,
  work: () => ReturnType<Work>,
): Promise<Content | string | undefined> {
  try {
    const result = await work();
    if (typeof result !== 'object' || 'blocks' in result) return result;
    return result.done ? undefined : escapeText(tellMessage(result.said, say.language));
  } catch (error) {
    return tellFailure(context, error, { what: action, user }, say);
  }
}

/** Only for whoever pressed, in the thread of the button; the message with the button stays. */
async function tell(respond: RespondFn, answer: Content | string, at: PressedIn): Promise<void> {
  await respond({ ...aloneAt(at), ...(typeof answer === 'string' ? { text: answer } : answer) });
}

/** How whoever pressed is answered alone, in the thread where they pressed: without it Slack shows it in the channel. */
export function aloneIn(body: BlockAction): ReturnType<typeof aloneAt> {
  return aloneAt(pressedIn(body));
}

function aloneAt({ threadTs }: Pick<PressedIn, 'threadTs'>) {
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  return { response_type: 'ephemeral' as const, replace_original: false, ...thread };
}
