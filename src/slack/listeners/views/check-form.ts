import type { App } from '@slack/bolt';
import { FORM, readCheckForm } from '../../views/check-form.ts';
import { CHECK } from '../../views/check-question.ts';
import { begin, refusalOf } from '../ask.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { unknownHost } from '../hidden.ts';
import { inTime } from '../in-time.ts';
import { refusalText, usedUp } from '../refusals.ts';
import { tellAlone } from '../tell-alone.ts';

/** The form that names an interface was submitted. */
export function onCheckForm(app: App, context: ListenerContext): void {
  app.view(CHECK.callback, async ({ ack, body, view, client }) => {
    const { id: user } = body.user;
    const say = await context.speech.textsFor(user);
    const opened = context.buttons.readDialog(view, user);
    if (typeof opened === 'string') {
      await ack();
      context.log.warn({ user, action: CHECK.callback, because: opened }, 'a dialog was refused');
      return tellAlone(client, context.log, { user }, refusalText(opened, say, 'dialog'));
    }
    const said = readCheckForm({ ...view, private_metadata: opened.content }, say);
    if (said.kind === 'wrong') return ack({ response_action: 'errors', errors: said.errors });
    const { check, place } = said;
    const asker = { user, ...place };
    let answer: string | undefined;
    try {
      answer = await inTime(`view:${view.id}:${view.hash}`, async (timely) => {
        const refusal = await refusalOf(context, asker, say);
        if (refusal) return refusal.told;
        return (await begin(context, check, asker, { ...timely, ...usedUp(opened) }, say))?.text;
      });
    } catch (error) {
      answer = tellFailure(context, error, { what: CHECK.callback, user }, say);
    }
    const hidden = answer === undefined ? undefined : await unknownHost(context, check, asker, say);
    if (answer !== undefined && hidden) {
      const input = hidden.name === check.host ? FORM.host : FORM.from;
      return ack({ response_action: 'errors', errors: { [input]: answer.replaceAll('`', '') } });
    }
    await ack();
    if (answer !== undefined) await tellAlone(client, context.log, asker, answer);
  });
}
