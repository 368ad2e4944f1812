import type { App } from '@slack/bolt';
import { type Answer, takeQuestion } from '../ask.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { takeFreeze } from '../freeze.ts';
import { inTime } from '../in-time.ts';

/** `/roundtrip …`: recorded, then acknowledged. The answer goes to the asker alone; what is found stands on the card. */
export function onRoundtripCommand(app: App, context: ListenerContext): void {
  app.command('/roundtrip', async ({ ack, command }) => {
    let answer: Answer | undefined;
    let toAll = false;
    try {
      const question = { text: command.text ?? '', user: command.user_id, channel: command.channel_id };
      answer = await inTime(`command:${command.trigger_id}`, async (delivery) => {
        const frozen = await takeFreeze(context, question, delivery);
        if (!frozen) return takeQuestion(context, question, delivery);
        toAll = frozen.toAll;
        return { text: frozen.text };
      });
    } catch (error) {
      const user = command.user_id;
      const say = await context.speech.textsFor(user);
      answer = { text: tellFailure(context, error, { what: 'command', user }, say) };
    }
    await (answer === undefined
      ? ack()
      : ack({ response_type: toAll ? 'in_channel' : 'ephemeral', ...answer }));
  });
}
