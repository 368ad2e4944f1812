import type { AckFn, App, RespondArguments, SlashCommand } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { checkForm } from '../../views/check-form.ts';
import { refusalOf, takeQuestion } from '../ask.ts';
import { type ListenerContext, tellFailure } from '../context.ts';
import { takeFreeze } from '../freeze.ts';
import { inTime } from '../in-time.ts';
import type { Answer } from '../question.ts';

/** `/roundtrip …`: recorded, then acknowledged. The answer goes to the asker alone; what is found stands on the card. */
export function onRoundtripCommand(app: App, context: ListenerContext): void {
  app.command('/roundtrip', async ({ ack, command, client }) => {
    let answer: Answer | undefined;
    let toAll = false;
    try {
      const question = { text: command.text ?? '', user: command.user_id, channel: command.channel_id };
      if (question.text.trim() === '') return await openForm(context, client, ack, command);
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

/** `/roundtrip` alone: a form for the host and the interface. */
async function openForm(
  context: ListenerContext,
  client: WebClient,
  ack: AckFn<string | RespondArguments>,
  { user_id: user, channel_id: channel, trigger_id }: SlashCommand,
): Promise<void> {
  const say = await context.speech.textsFor(user);
  const refusal = await refusalOf(context, { user, channel }, say);
  if (refusal) return ack({ response_type: 'ephemeral', text: refusal.told });
  const view = context.buttons.sealDialog(checkForm({ protocol: 'icmp' }, { channel }, say), user);
  await client.views.open({ trigger_id, view });
  await ack();
}
