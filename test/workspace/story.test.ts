import type { App } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../packages/local-slack/src/index.ts';
import { freePort, httpApp, socketApp, workspaceFor } from './bolt-app.ts';

const CONFIRM = {
  title: { type: 'plain_text', text: 'Sure?' },
  text: { type: 'plain_text', text: 'It changes server-b.' },
  confirm: { type: 'plain_text', text: 'Yes' },
  deny: { type: 'plain_text', text: 'No' },
} as const;

const SHORTCUTS = [{ callbackId: 'read-paste', name: 'Read this', kind: 'message' as const }];

/** Answers the command with a card, the button with an update, an ephemeral, a direct message and a dialog. */
function registerStory(app: App): void {
  app.command('/roundtrip', async ({ ack, command, client }) => {
    await ack('Looking …');
    await client.chat.postMessage({
      channel: command.channel_id,
      text: `Triage of ${command.text}`,
      metadata: { event_type: 'triage', event_payload: { id: 'T1' } },
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: `*${command.text}*` } },
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'fix',
              value: 'T1',
              style: 'primary',
              text: { type: 'plain_text', text: 'Fix' },
              confirm: CONFIRM,
            },
          ],
        },
      ],
    });
  });
  app.action('fix', async ({ ack, body, client, respond }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.message || !body.channel) return;
    const channel = body.channel.id;
    await client.chat.update({ channel, ts: body.message.ts, text: `Fixed for ${body.user.id}` });
    await client.chat.postMessage({ channel, thread_ts: body.message.ts, text: 'in the thread' });
    await client.chat.postEphemeral({ channel, user: body.user.id, text: 'only for you' });
    await respond({ text: 'by response_url' });
    const opened = await client.conversations.open({ users: body.user.id });
    await client.chat.postMessage({ channel: opened.channel?.id ?? '', text: 'a direct message' });
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'why',
        private_metadata: body.message.ts,
        title: { type: 'plain_text', text: 'Why?' },
        submit: { type: 'plain_text', text: 'Send' },
        blocks: [
          {
            type: 'input',
            block_id: 'reason',
            label: { type: 'plain_text', text: 'Reason' },
            element: { type: 'plain_text_input', action_id: 'text' },
          },
        ],
      },
    });
  });
  app.view('why', async ({ ack, view, client, body }) => {
    const reason = view.state.values.reason?.text?.value ?? '';
    if (reason.length < 3) {
      await ack({ response_action: 'errors', errors: { reason: 'Say more.' } });
      return;
    }
    await ack();
    await client.chat.postMessage({ channel: body.user.id, text: `Because: ${reason}` });
  });
  app.event('app_mention', async ({ event, client }) => {
    const thread = event.thread_ts ?? event.ts;
    await client.chat.postMessage({
      channel: event.channel,
      thread_ts: thread,
      text: `Received: ${event.text}`,
    });
  });
  app.shortcut('read-paste', async ({ ack, shortcut, client }) => {
    await ack();
    if (shortcut.type !== 'message_action') return;
    await client.chat.postMessage({
      channel: shortcut.channel.id,
      thread_ts: shortcut.message.ts,
      text: `Read ${shortcut.message.text}`,
    });
  });
}

async function playStory(workspace: Workspace): Promise<void> {
  const onCall = workspace.as('on-call');
  const delivery = await onCall.slash('#net-ops', '/roundtrip server-b eth1');
  expect(delivery).toMatchObject({ outcome: 'acknowledged' });
  const card = await workspace.waitFor((w) => w.messages('net-ops').find((m) => m.text.startsWith('Triage')));
  expect(card.text).toBe('Triage of server-b eth1');
  expect(workspace.ephemerals('on-call').map((m) => m.text)).toEqual(['Looking …']);

  await onCall.press('#net-ops', card.ts, 'Fix');
  const reply = await workspace.waitFor((w) => w.thread('net-ops', card.ts)[1]);
  const view = await workspace.waitFor(() => onCall.view());
  expect(reply.text).toBe('in the thread');
  expect(workspace.thread('net-ops', card.ts)[0]?.text).toBe(`Fixed for ${onCall.user.id}`);
  expect(workspace.thread('net-ops', card.ts)[0]?.blocks).toBeUndefined();
  expect(workspace.ephemerals('on-call').map((m) => m.text)).toEqual([
    'Looking …',
    'only for you',
    'by response_url',
  ]);
  expect(workspace.ephemerals('visitor')).toEqual([]);
  expect(workspace.messages(onCall.directMessage().id).map((m) => m.text)).toEqual(['a direct message']);
  expect(view.content.callback_id).toBe('why');

  expect(await onCall.submitView({})).toMatchObject({ outcome: 'errors' });
  expect(await onCall.submitView({ text: 'ab' })).toEqual({
    outcome: 'errors',
    errors: { reason: 'Say more.' },
  });
  expect(await onCall.submitView({ text: 'change window' })).toEqual({ outcome: 'closed' });
  await workspace.waitFor((w) =>
    w.messages(onCall.directMessage().id).find((m) => m.text.startsWith('Because')),
  );
  expect(onCall.view()).toBeUndefined();

  const mention = onCall.say('#net-ops', "@roundtrip can't ping eth1 on server-b.example.com <now>");
  const received = await workspace.waitFor((w) => w.thread('net-ops', mention.ts)[1]);
  expect(received.text).toContain('<http://server-b.example.com|server-b.example.com> &lt;now&gt;');

  await onCall.shortcut('read-paste', { channel: '#net-ops', ts: mention.ts });
  await workspace.waitFor((w) => w.thread('net-ops', mention.ts).find((m) => m.text.startsWith('Read ')));
}

describe('an unmodified Bolt app', () => {
  it('plays the story in Socket Mode', async () => {
    const workspace = await workspaceFor({ shortcuts: SHORTCUTS });
    await socketApp(workspace, registerStory);

    await playStory(workspace);
  });

  it('plays the same story over signed HTTP', async () => {
    const port = await freePort();
    const workspace = await workspaceFor({
      requestUrl: `http://127.0.0.1:${port}/slack/events`,
      shortcuts: SHORTCUTS,
    });
    await httpApp(workspace, port, registerStory);

    expect(await workspace.verifyUrl()).toBe(true);
    await playStory(workspace);
  });

  it('refuses requests whose signature is made with another secret', async () => {
    const port = await freePort();
    const workspace = await workspaceFor({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
    await httpApp(workspace, port, registerStory, 'another-secret');

    const delivery = await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');

    expect(delivery).toEqual({ outcome: 'unreachable', because: 'http_error' });
    expect(workspace.ephemerals('on-call')[0]?.text).toContain('dispatch_failed');
  });
});
