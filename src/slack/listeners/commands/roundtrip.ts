import type { App } from '@slack/bolt';
import { takeQuestion } from '../ask.ts';
import { type ListenerContext, tellFailure } from '../context.ts';

/** `/roundtrip …`: answers go to the asker alone; what is found stands on the card. */
export function onRoundtripCommand(app: App, context: ListenerContext): void {
  app.command('/roundtrip', async ({ ack, command, respond }) => {
    await ack();
    if (!(await context.dedup.once(`command:${command.trigger_id}`))) return;
    let answer: string | undefined;
    try {
      answer = await takeQuestion(context, {
        text: command.text ?? '',
        user: command.user_id,
        channel: command.channel_id,
      });
    } catch (error) {
      answer = tellFailure(context, error, { what: 'command', user: command.user_id });
    }
    if (answer !== undefined) await respond({ response_type: 'ephemeral', text: answer });
  });
}
