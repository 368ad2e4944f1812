import type { App } from '@slack/bolt';
import { takeQuestion } from '../ask.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { inTime } from '../in-time.ts';

/** `/roundtrip …`: recorded, then acknowledged. The answer goes to the asker alone; what is found stands on the card. */
export function onRoundtripCommand(app: App, context: ListenerContext): void {
  app.command('/roundtrip', async ({ ack, command }) => {
    let answer: string | undefined;
    try {
      const question = { text: command.text ?? '', user: command.user_id, channel: command.channel_id };
      answer = await inTime(`command:${command.trigger_id}`, (delivery) =>
        takeQuestion(context, question, delivery),
      );
    } catch (error) {
      answer = tellFailure(context, error, { what: 'command', user: command.user_id });
    }
    await (answer === undefined ? ack() : ack({ response_type: 'ephemeral', text: answer }));
  });
}
