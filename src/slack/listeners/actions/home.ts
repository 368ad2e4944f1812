import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { type SlackTexts, tell } from '../../../texts/index.ts';
import { approvalText, expiryOf } from '../../../triage/index.ts';
import { approvalNeeds } from '../../approval-needs.ts';
import { isWithheld } from '../../evidence.ts';
import { approveModal } from '../../views/approve-modal.ts';
import type { Content } from '../../views/blocks.ts';
import { checkForm } from '../../views/check-form.ts';
import { HOME, readHomePress } from '../../views/home.ts';
import { noticeModal } from '../../views/notice-modal.ts';
import { rejectModal } from '../../views/reject-modal.ts';
import { signatureModal } from '../../views/signature-modal.ts';
import { escapeText } from '../../views/text.ts';
import { withheldState } from '../../views/withheld.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { inTime } from '../in-time.ts';
import { refusalText } from '../refusals.ts';
import { isForOthers, whoCan } from './undo.ts';

type Pressed = {
  /** What the button says that it is about, as it was sealed. */
  content: string;
  user: string;
  triggerId: string;
  client: WebClient;
  say: SlackTexts;
};

/** What was pressed on a Home tab: what the person is told, with what they can press then, or nothing. */
type Work = (context: ListenerContext, pressed: Pressed) => Promise<string | Content | undefined>;

/** The buttons of the Home tab. Approving and rejecting are decided in the dialogs that they open. */
export function onHomePressed(app: App, context: ListenerContext): void {
  const works = {
    [HOME.check]: openForm,
    [HOME.approve]: openApproval,
    [HOME.sign]: openSignature,
    [HOME.reject]: openRejection,
    [HOME.undo]: undo,
  } satisfies Record<string, Work>;
  for (const [action, work] of Object.entries(works)) onHome(app, context, action, work);
}

function onHome(app: App, context: ListenerContext, action: string, work: Work): void {
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: new RegExp(`^${action}(:\\d+)?$`) },
    async ({ ack, action: pressed, body, client }) => {
      await ack();
      const { id: user } = body.user;
      const say = await context.speech.textsFor(user);
      const opened = context.buttons.readOwn(action, user, pressed.value);
      let told: Awaited<ReturnType<Work>>;
      if (typeof opened === 'string') {
        context.log.warn({ user, action, because: opened }, 'a press was refused');
        told = refusalText(opened, say);
      } else {
        const { content } = opened;
        const triggerId = body.trigger_id;
        told = await work(context, { content, user, triggerId, client, say }).catch((error: unknown) =>
          tellFailure(context, error, { what: action, user }, say),
        );
      }
      if (told === undefined) return;
      void context.homes.opened(user);
      await client.views
        .open({ trigger_id: body.trigger_id, view: noticeModal(told, say) })
        .catch((error: unknown) =>
          context.log.warn({ err: error, user }, 'a person could not be told something'),
        );
    },
  );
}

/** "Check an interface": the form; what comes of it stands in the direct message with the bot. */
async function openForm(context: ListenerContext, pressed: Pressed): Promise<string | undefined> {
  const { user, client, say, triggerId } = pressed;
  const { channel } = await client.conversations.open({ users: user });
  const place = { channel: channel?.id ?? '' };
  const view = context.buttons.sealDialog(checkForm({ protocol: 'icmp' }, place, say), user);
  await client.views.open({ trigger_id: triggerId, view });
  return undefined;
}

/** The request as its triage has it now, where it still waits for approval. */
async function requestOf({ triages, config }: ListenerContext, { content, say }: Pressed) {
  const { triage, plan } = readHomePress(content);
  const read = await triages.read(triage);
  const state = read && isWithheld(config, read) ? withheldState(read, say.withheld) : read;
  const { change, request, status } = state ?? {};
  if (!state || !change || !request || change.plan.hash !== plan || status !== 'awaiting-approval')
    return undefined;
  const remedy = state.diagnosis?.remedies.find(({ id }) => id === change.remedy);
  return { triage, plan, host: request.host, change, remedy };
}

/** "Approve …": shows all that an approver is shown, and asks for what is needed beside the yes. */
async function openApproval(context: ListenerContext, pressed: Pressed): Promise<string | undefined> {
  const { user, client, say, triggerId } = pressed;
  const asked = await requestOf(context, pressed);
  const shown = asked && (await context.reviews.of(asked.triage, asked.plan));
  if (!asked || !shown) return say.refused.planSettled;
  const { host, change, remedy } = asked;
  const about = { host, commands: change.plan.steps.length, remedy };
  const opened = { triage: asked.triage, plan: asked.plan };
  const modal = approveModal(opened, about, approvalNeeds(context.config, host), say, shown);
  await client.views.open({ trigger_id: triggerId, view: context.buttons.sealDialog(modal, user) });
  return undefined;
}

/** "Sign and approve …", for a host that verifies approvals by itself. */
async function openSignature(context: ListenerContext, pressed: Pressed): Promise<string | undefined> {
  const { user, client, say, triggerId } = pressed;
  const asked = await requestOf(context, pressed);
  const shown = asked && (await context.reviews.of(asked.triage, asked.plan));
  if (!asked || !shown) return say.refused.planSettled;
  const { triage, plan, host, change } = asked;
  const text = approvalText({ host, triage, plan: change.plan, expires: expiryOf(change) });
  const modal = signatureModal({ triage, plan }, text, approvalNeeds(context.config, host), say, shown);
  await client.views.open({ trigger_id: triggerId, view: context.buttons.sealDialog(modal, user) });
  return undefined;
}

/** "Reject …": asks for the reason. */
async function openRejection(context: ListenerContext, pressed: Pressed): Promise<string | undefined> {
  const { user, client, say, triggerId } = pressed;
  const asked = await requestOf(context, pressed);
  if (!asked) return say.refused.planSettled;
  const modal = rejectModal({ triage: asked.triage, plan: asked.plan }, asked.host, say);
  await client.views.open({ trigger_id: triggerId, view: context.buttons.sealDialog(modal, user) });
  return undefined;
}

/** "Undo": asked back by its confirm dialog, and judged as in the thread. */
async function undo(context: ListenerContext, pressed: Pressed): ReturnType<Work> {
  const { user, content, triggerId, say } = pressed;
  const { triage } = readHomePress(content);
  const result = await inTime(`press:${triggerId}`, async (delivery) => {
    const name = await context.nameOf(user);
    return context.triages.undo(triage, `slack:${user}`, { ...delivery, name });
  });
  context.projector.nudge(triage);
  if (result.done) return undefined;
  const because = tell(result.said, say.language);
  return isForOthers(result.because) ? whoCan(context, pressed, triage, because) : escapeText(because);
}
