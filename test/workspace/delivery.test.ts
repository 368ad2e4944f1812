import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startWorkspace, type Workspace } from '../../packages/local-slack/src/index.ts';
import { ROUNDTRIP_APP } from '../support/slack-app.ts';
import { afterwards, socketApp, workspaceFor } from './bolt-app.ts';
import { button, slackClient } from './slack-client.ts';

interface Envelope {
  type: string;
  envelope_id?: string;
  retry_attempt?: number;
  retry_reason?: string;
  num_connections?: number;
  payload?: { event_id?: string; event?: { type: string }; response_url?: string };
}

interface Connection {
  socket: WebSocket;
  envelopes: Envelope[];
  acknowledge: (index: number, payload?: object) => void;
}

/** A bare connection: shows the envelopes as they come, acknowledges on request. */
async function connect(workspace: Workspace): Promise<Connection> {
  const opened = await slackClient(workspace, workspace.appToken).call('apps.connections.open', {});
  const socket = new WebSocket(String(opened.url));
  const envelopes: Envelope[] = [];
  const hello = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const envelope = JSON.parse(data.toString()) as Envelope;
      if (envelope.type === 'hello') resolve();
      else envelopes.push(envelope);
    });
  });
  await hello;
  afterwards(async () => socket.terminate());
  return {
    socket,
    envelopes,
    acknowledge: (index, payload = {}) =>
      socket.send(JSON.stringify({ envelope_id: envelopes[index]?.envelope_id, payload })),
  };
}

async function until(holds: () => boolean, timeoutMs = 4000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`Waited in vain for ${holds}`);
    await delay(5);
  }
}

describe('Socket Mode', () => {
  it('sends an event that was not acknowledged again, with the same event id', async () => {
    const workspace = await workspaceFor({ acknowledgeMs: 400, eventRetryDelaysMs: [0, 30, 30] });
    const { envelopes, acknowledge } = await connect(workspace);

    workspace.as('on-call').say('#net-ops', '@roundtrip hello');
    await until(() => envelopes.length === 2);
    acknowledge(1);
    await delay(600);

    expect(envelopes.map((envelope) => envelope.retry_attempt)).toEqual([0, 1]);
    expect(envelopes[1]?.retry_reason).toBe('timeout');
    expect(envelopes[1]?.payload?.event_id).toBe(envelopes[0]?.payload?.event_id);
  });

  it('gives up after three retries', async () => {
    const workspace = await workspaceFor({ acknowledgeMs: 30, eventRetryDelaysMs: [0, 10, 10] });
    const { envelopes } = await connect(workspace);

    workspace.as('on-call').say('#net-ops', '@roundtrip hello');
    await until(() => envelopes.length === 4);
    await delay(200);

    expect(envelopes.map((envelope) => envelope.retry_attempt)).toEqual([0, 1, 2, 3]);
  });

  it('hands an event that a dying connection did not acknowledge to another one', async () => {
    const workspace = await workspaceFor();
    const first = await connect(workspace);
    workspace.as('on-call').say('#net-ops', '@roundtrip hello');
    await until(() => first.envelopes.length === 1);

    const second = await connect(workspace);
    first.socket.terminate();
    await until(() => second.envelopes.length === 1);
    second.acknowledge(0);

    expect(second.envelopes[0]?.envelope_id).toBe(first.envelopes[0]?.envelope_id);
  });

  it('never brings a command again that a dying connection did not acknowledge', async () => {
    const workspace = await workspaceFor({ acknowledgeMs: 300 });
    const first = await connect(workspace);
    const typed = workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
    await until(() => first.envelopes.length === 1);

    const second = await connect(workspace);
    first.socket.terminate();

    expect(await typed).toEqual({ outcome: 'timeout' });
    expect(second.envelopes).toEqual([]);
  });

  it('keeps events for an app that comes back', async () => {
    const workspace = await workspaceFor();
    workspace.as('on-call').say('#net-ops', '@roundtrip are you there?');
    await delay(50);

    const { envelopes, acknowledge } = await connect(workspace);
    await until(() => envelopes.length === 1);
    acknowledge(0);

    expect(envelopes[0]?.payload?.event?.type).toBe('app_mention');
  });

  it('spreads events over connections, and opens ten at most', async () => {
    const workspace = await workspaceFor();
    const connections: Connection[] = [];
    for (let count = 0; count < 10; count++) connections.push(await connect(workspace));

    const eleventh = await slackClient(workspace, workspace.appToken).call('apps.connections.open', {});
    for (let count = 0; count < 60; count++) workspace.as('on-call').say('#net-ops', `@roundtrip ${count}`);
    await until(() => connections.reduce((sum, one) => sum + one.envelopes.length, 0) === 60);

    expect(eleventh).toMatchObject({ ok: false, error: 'too_many_websockets' });
    expect(connections.filter((one) => one.envelopes.length > 0).length).toBeGreaterThan(3);
  });

  it('a ticket is good once, and none is needed in vain', async () => {
    const workspace = await workspaceFor();
    const opened = await slackClient(workspace, workspace.appToken).call('apps.connections.open', {});
    const refused = (url: string) =>
      new Promise((resolve) => {
        new WebSocket(url)
          .on('unexpected-response', (_request, response) => resolve(response.statusCode))
          .on('error', () => {});
      });
    const first = new WebSocket(String(opened.url));
    await new Promise((resolve) => first.once('open', resolve));
    afterwards(async () => first.terminate());

    expect(await refused(String(opened.url))).toBe(403);
    expect(await refused(String(opened.url).replace(/ticket=\w+/, 'ticket=made-up'))).toBe(403);
  });

  it('can send every event twice', async () => {
    const workspace = await workspaceFor({ duplicateEvents: true });
    const { envelopes } = await connect(workspace);

    workspace.as('on-call').say('#net-ops', '@roundtrip hello');
    await until(() => envelopes.length === 2);

    expect(envelopes[0]?.payload?.event_id).toBe(envelopes[1]?.payload?.event_id);
  });

  it('a Bolt app that is asked to reconnect comes back', { timeout: 30_000 }, async () => {
    const workspace = await workspaceFor();
    await socketApp(workspace, (app) => app.command('/roundtrip', async ({ ack }) => ack('here')));

    workspace.disconnect('politely');
    await until(() => workspace.connectionCount() === 0);
    await until(() => workspace.connectionCount() === 1, 15_000);
    const delivery = await workspace.as('on-call').slash('#net-ops', '/roundtrip x');

    expect(delivery?.outcome).toBe('acknowledged');
  });
});

describe('slash commands', () => {
  it('that nobody acknowledges are reported to the person alone', async () => {
    const workspace = await workspaceFor({ acknowledgeMs: 50 });
    await connect(workspace);

    const delivery = await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');

    expect(delivery).toEqual({ outcome: 'timeout' });
    expect(workspace.ephemerals('on-call')[0]?.text).toContain('`operation_timeout`');
    expect(workspace.messages('net-ops')).toEqual([]);
  });

  it('without an app fail at once', async () => {
    const workspace = await workspaceFor();

    await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');

    expect(workspace.ephemerals('on-call')[0]?.text).toContain('`dispatch_failed`');
  });

  it('do not work in threads, and unknown ones nowhere', async () => {
    const workspace = await workspaceFor();
    const onCall = workspace.as('on-call');
    const { ts } = onCall.say('#net-ops', 'a thread');

    await onCall.slash('#net-ops', '/roundtrip x', { thread: ts });
    await onCall.slash('#net-ops', '/deploy now');

    const shown = workspace.ephemerals('on-call').map((message) => message.text);
    expect(shown[0]).toContain('not supported in threads');
    expect(shown[1]).toContain('not a valid command');
  });

  it('reach the app from channels that it is no member of, where it can answer by response_url alone', async () => {
    const workspace = await workspaceFor();
    let refused: unknown;
    await socketApp(workspace, (app) =>
      app.command('/roundtrip', async ({ ack, client, command, respond }) => {
        await ack();
        refused = await client.chat
          .postMessage({ channel: command.channel_id, text: 'x' })
          .catch((error: { data?: { error?: string } }) => error.data?.error);
        await respond({ text: 'Invite me: `/invite @roundtrip`' });
      }),
    );

    await workspace.as('on-call').slash('#random', '/roundtrip server-b eth1');
    await workspace.waitFor((w) => w.ephemerals('on-call')[0]);

    expect(refused).toBe('not_in_channel');
    expect(workspace.messages('random')).toEqual([]);
  });

  it('a response_url works five times', async () => {
    const workspace = await workspaceFor();
    const { envelopes } = await connect(workspace);
    void workspace.as('on-call').slash('#net-ops', '/roundtrip x');
    await until(() => envelopes.length === 1);
    const responseUrl = envelopes[0]?.payload?.response_url ?? '';

    const statuses: number[] = [];
    for (let count = 0; count < 6; count++) {
      const answer = await fetch(responseUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"text":"x"}',
      });
      statuses.push(answer.status);
    }

    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
  });
});

describe('an answer by response_url to a press in a thread', () => {
  it('stands in the channel unless it names the thread', async () => {
    const workspace = await workspaceFor();
    await socketApp(workspace, (app) =>
      app.action('press', async ({ ack, respond, body }) => {
        await ack();
        const thread = body.type === 'block_actions' && String(body.container.thread_ts);
        await respond({ text: 'plain', replace_original: false });
        await respond({ text: 'threaded', replace_original: false, ...(thread && { thread_ts: thread }) });
      }),
    );
    const { ts } = workspace.as('on-call').say('#net-ops', 'a thread');
    const { ts: reply } = await slackClient(workspace).call('chat.postMessage', {
      ...{ channel: workspace.channels['net-ops']?.id, thread_ts: ts, text: 'x' },
      blocks: [{ type: 'actions', elements: [button()] }],
    });

    await workspace.as('on-call').press('#net-ops', String(reply), 'press');
    await workspace.waitFor((w) => w.ephemerals('on-call').length === 2);

    expect(workspace.ephemerals('on-call').map((message) => [message.text, message.threadTs])).toEqual([
      ['plain', undefined],
      ['threaded', ts],
    ]);
  });
});

describe('mentions', () => {
  it('outside its channels do not reach the app; an invitation changes that', async () => {
    const workspace = await workspaceFor();
    const { envelopes } = await connect(workspace);
    const onCall = workspace.as('on-call');

    onCall.say('#random', '@roundtrip hello');
    await delay(50);
    expect(envelopes).toEqual([]);
    expect(workspace.ephemerals('on-call')[0]?.text).toContain('/invite @roundtrip');

    await onCall.slash('#random', '/invite @roundtrip');
    onCall.say('#random', '@roundtrip hello again');
    await until(() => envelopes.length === 2);
    expect(envelopes.map((envelope) => envelope.payload?.event?.type)).toEqual([
      'member_joined_channel',
      'app_mention',
    ]);
  });
});

describe('buttons', () => {
  it('that are gone cannot be pressed, and what others alone see neither', async () => {
    const workspace = await workspaceFor();
    const client = slackClient(workspace);
    const channel = workspace.channels['net-ops']?.id ?? '';
    const posted = await client.call('chat.postMessage', { channel, text: 'no buttons' });
    const user = workspace.users['on-call']?.id;
    const alone = await client.call('chat.postEphemeral', { channel, user, text: 'psst' });

    await expect(workspace.as('on-call').press('#net-ops', String(posted.ts), 'fix')).rejects.toThrow(
      /no "fix"/,
    );
    await expect(workspace.as('visitor').press('#net-ops', String(alone.message_ts), 'fix')).rejects.toThrow(
      /no message/,
    );
  });
});

describe('a workspace with a state file', () => {
  it('is the same after a restart: tokens, people, messages', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'workspace-'));
    afterwards(() => rm(folder, { recursive: true }));
    const stateFile = join(folder, 'state.json');
    const before = await startWorkspace({ ...ROUNDTRIP_APP, stateFile });
    const said = before.as('on-call').say('#net-ops', 'still here?');
    await before.stop();

    const after = await workspaceFor({ stateFile });

    expect(after.botToken).toBe(before.botToken);
    expect(after.users).toEqual(before.users);
    expect(after.messages('net-ops')).toEqual([said]);
    expect(after.as('on-call').say('#net-ops', 'yes').ts > said.ts).toBe(true);
  });
});
