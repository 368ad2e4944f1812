import type { App } from '@slack/bolt';
import { readSnippet, SNIPPET } from '../../views/interface-modal.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { explainMessage, fetchMessage } from '../explain.ts';
import { inTime } from '../in-time.ts';
import { refusalText, usedUp } from '../refusals.ts';
import { tellAlone } from '../tell-alone.ts';

/** The dialog that asks for the interface of a pasted console was submitted. */
export function onSnippetAsked(app: App, context: ListenerContext): void {
  app.view(SNIPPET.callback, async ({ ack, body, view, client }) => {
    const { id: user } = body.user;
    const say = await context.speech.textsFor(user);
    const opened = context.buttons.readDialog(view, user);
    if (typeof opened === 'string') {
      await ack();
      context.log.warn({ user, action: SNIPPET.callback, because: opened }, 'a dialog was refused');
      return tellAlone(client, context.log, { user }, refusalText(opened, say, 'dialog'));
    }
    const said = readSnippet({ ...view, private_metadata: opened.content }, say);
    if (said.kind === 'wrong') return ack({ response_action: 'errors', errors: said.errors });
    const { place, question } = said;
    let answer: string | undefined;
    try {
      answer = await inTime(`view:${view.id}:${view.hash}`, async (timely) => {
        const delivery = { ...timely, ...usedUp(opened) };
        const message = await fetchMessage(client, place);
        if (message === 'gone') return say.refused.messageGone;
        if (message === 'unreadable') return say.access.unreadable;
        const options = { plain: true, question, delivery };
        const outcome = await explainMessage(context, message, user, options);
        return outcome.kind === 'refused' ? outcome.message : undefined;
      });
    } catch (error) {
      answer = tellFailure(context, error, { what: SNIPPET.callback, user }, say);
    }
    await ack();
    const thread = place.threadTs === undefined ? {} : { threadTs: place.threadTs };
    if (answer !== undefined)
      await tellAlone(client, context.log, { user, channel: place.channel, ...thread }, answer);
  });
}
