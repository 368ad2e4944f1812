import type { App } from '@slack/bolt';
import { GATEWAY, readGateway } from '../../views/gateway-modal.ts';
import { escapeText } from '../../views/text.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { tellAlone } from '../tell-alone.ts';

/** The dialog that asks for a gateway was submitted. */
export function onGatewayNamed(app: App, context: ListenerContext): void {
  app.view(GATEWAY.callback, async ({ ack, body, view, client }) => {
    const named = readGateway(view);
    if (named.kind === 'wrong') return ack({ response_action: 'errors', errors: named.errors });
    await ack();
    const { id: user } = body.user;
    if (!(await context.dedup.once(`view:${view.id}:${view.hash}`))) return;
    const answer = await answerTo(context, user, named);
    context.projector.nudge(named.triage);
    const channel = named.channel === undefined ? {} : { channel: named.channel };
    if (answer !== undefined) await tellAlone(client, context.log, { user, ...channel }, answer);
  });
}

async function answerTo(
  context: ListenerContext,
  user: string,
  named: { triage: string; gateway: string },
): Promise<string | undefined> {
  try {
    const admission = await context.access.person(user);
    if (admission.kind === 'refused') return admission.message;
    const result = await context.triages.nameGateway(named.triage, `slack:${user}`, named.gateway);
    return result.done ? undefined : escapeText(result.message);
  } catch (error) {
    return tellFailure(context, error, { what: 'gateway', user });
  }
}
