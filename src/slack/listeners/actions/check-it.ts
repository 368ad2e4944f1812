import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { Check } from '../../sentence/index.ts';
import { CHECK, checkLabel, type Draft, readCarried } from '../../views/check-question.ts';
import { begin, refusalOf } from '../ask.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { inTime } from '../in-time.ts';
import { refusalText, usedUp } from '../refusals.ts';
import { aloneIn } from './on-press.ts';

/** "Check it": the reading on that button is what was meant. The question gives way to it. */
export function onCheckIt(app: App, context: ListenerContext): void {
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: new RegExp(`^${CHECK.confirm}(:\\d+)?$`) },
    async ({ ack, action, body, respond }) => {
      const { id: user } = body.user;
      const say = await context.speech.textsFor(user);
      const alone = aloneIn(body);
      const opened = context.buttons.readOwn(CHECK.confirm, user, action.value);
      if (typeof opened === 'string') {
        await ack();
        context.log.warn({ user, action: CHECK.confirm, because: opened }, 'a press was refused');
        return void (await respond({ ...alone, text: refusalText(opened, say) }));
      }
      const { draft, place } = readCarried(opened.content);
      let refused: string | undefined;
      try {
        refused = await inTime(`press:${body.trigger_id}`, async (delivery) => {
          const check = completed(draft);
          const asker = { user, ...place };
          const refusal = await refusalOf(context, asker, say);
          if (refusal) return refusal.told;
          return (await begin(context, check, asker, { ...delivery, ...usedUp(opened) }, say))?.text;
        });
      } catch (error) {
        refused = tellFailure(context, error, { what: CHECK.confirm, user }, say);
      }
      await ack();
      await respond(
        refused === undefined
          ? {
              replace_original: true,
              text: say.question.checking({ what: checkLabel(completed(draft), say) }),
            }
          : { ...alone, text: refused },
      );
    },
  );
}

/** The draft that such a button carries is a whole check. */
function completed(draft: Draft): Check {
  const { host, interface: name } = draft;
  if (host === undefined || name === undefined) throw new Error('the button names no interface of a host');
  return { ...draft, host, interface: name };
}
