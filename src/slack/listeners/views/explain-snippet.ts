import type { App } from '@slack/bolt';
import { readSnippet, SNIPPET } from '../../views/interface-modal.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { explainMessage, fetchMessage } from '../explain.ts';
import { tellAlone } from '../tell-alone.ts';

/** The dialog that asks for the interface of a pasted console was submitted. */
export function onSnippetAsked(app: App, context: ListenerContext): void {
  app.view(SNIPPET.callback, async ({ ack, body, view, client }) => {
    const said = readSnippet(view);
    if (said.kind === 'wrong') return ack({ response_action: 'errors', errors: said.errors });
    await ack();
    const { id: user } = body.user;
    if (!(await context.dedup.once(`view:${view.id}:${view.hash}`))) return;
    const { place, question } = said;
    let answer: string | undefined;
    try {
      const message = await fetchMessage(client, place);
      if (!message) answer = 'That message is gone; paste the console again.';
      else {
        const outcome = await explainMessage(context, message, user, { plain: true, question });
        if (outcome.kind === 'refused') answer = outcome.message;
      }
    } catch (error) {
      answer = tellFailure(context, error, { what: SNIPPET.callback, user });
    }
    const thread = place.threadTs === undefined ? {} : { threadTs: place.threadTs };
    if (answer !== undefined)
      await tellAlone(client, context.log, { user, channel: place.channel, ...thread }, answer);
  });
}
