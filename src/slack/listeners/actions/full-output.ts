import type { App } from '@slack/bolt';
import type { SlackTexts } from '../../../texts/index.ts';
import { withoutSecrets } from '../../../without-secrets.ts';
import { isWithheld } from '../../evidence.ts';
import { ACTION } from '../../press.ts';
import type { ListenerContext } from '../context.ts';
import { onPress, type Pressed } from './on-press.ts';

/** "Full output": everything that was heard from the hosts, as a file for whoever pressed; the thread stays short. */
export function onFullOutput(app: App, context: ListenerContext): void {
  onPress(
    app,
    context,
    ACTION.fullOutput,
    async ({ press, user, client, say }) => {
      const state = await context.triages.read(press.triage);
      if (!state || isWithheld(context.config, state))
        return say.told.outputInStore({ command: `\`roundtrip audit export --triage ${press.triage}\`` });
      const events = await context.events.read(press.triage);
      const heard =
        events.flatMap(({ event }) => (event.kind === 'diagnosed' ? [event.transcripts] : [])).at(-1) ?? [];
      if (heard.length === 0) return say.told.noOutput;
      await sendFile(client, user, press.triage, heard, say);
      return say.told.outputSent;
    },
    { long: true },
  );
}

async function sendFile(
  client: Pressed['client'],
  user: string,
  triage: string,
  heard: readonly { host: string; text: string }[],
  { told }: SlackTexts,
): Promise<void> {
  const { channel } = await client.conversations.open({ users: user });
  if (channel?.id === undefined) throw new Error('Slack opened no direct message');
  const content = heard.map(({ host, text }) => `### ${host}\n${withoutSecrets(text)}`).join('\n\n');
  await client.filesUploadV2({
    channel_id: channel.id,
    filename: `${triage}.txt`,
    title: told.outputTitle({ triage }),
    initial_comment: told.outputComment({ triage }),
    content,
  });
}
