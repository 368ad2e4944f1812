import { type ConversationsHistoryResponse, WebClient, WebClientEvent } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { manifestOptions, type Workspace } from '../../packages/local-slack/src/index.ts';
import { workspaceFor } from './bolt-app.ts';
import { section, slackClient } from './slack-client.ts';

function clientFor(workspace: Workspace): WebClient {
  return new WebClient(workspace.botToken, { slackApiUrl: workspace.apiUrl, retryConfig: { retries: 0 } });
}

function idOf(workspace: Workspace, channel: string): string {
  return workspace.channels[channel]?.id ?? '';
}

describe('tokens and scopes', () => {
  it('look like no token of Slack', async () => {
    const workspace = await workspaceFor();

    expect(workspace.botToken).toMatch(/^xoxb-local-[0-9a-f]{32}$/);
    expect(workspace.appToken).toMatch(/^xapp-local-[0-9a-f]{32}$/);
  });

  it.each([
    ['xoxb-local-wrong', 'auth.test', 'invalid_auth'],
    ['', 'auth.test', 'not_authed'],
  ])('token %j is refused', async (token, method, error) => {
    const workspace = await workspaceFor();

    expect(await slackClient(workspace, token).call(method, {})).toEqual({ ok: false, error });
  });

  it('the app token opens connections and does nothing else; the bot token the other way round', async () => {
    const workspace = await workspaceFor();
    const app = slackClient(workspace, workspace.appToken);
    const bot = slackClient(workspace);

    expect(await app.call('apps.connections.open', {})).toMatchObject({ ok: true });
    expect(await app.call('auth.test', {})).toMatchObject({ error: 'not_allowed_token_type' });
    expect(await bot.call('apps.connections.open', {})).toMatchObject({ error: 'not_allowed_token_type' });
    expect(await bot.call('auth.test', {})).toMatchObject({ ok: true, bot_id: workspace.identity.botId });
  });

  it('a scope that was not granted is named', async () => {
    const workspace = await workspaceFor({ scopes: ['chat:write', 'im:write'] });
    const client = slackClient(workspace);
    const user = workspace.users['on-call']?.id;

    expect(await client.call('users.info', { user })).toMatchObject({
      error: 'missing_scope',
      needed: 'users:read',
      provided: 'chat:write,im:write',
    });
    expect(await client.call('conversations.open', { users: user })).toMatchObject({ ok: true });
  });

  it('each kind of conversation has scopes of its own', async () => {
    const workspace = await workspaceFor({ scopes: ['channels:read', 'channels:history', 'im:write'] });
    const client = slackClient(workspace);
    const { channel } = await client.call('conversations.open', { users: workspace.users['on-call']?.id });
    const { id } = channel as { id: string };

    expect(await client.call('conversations.info', { channel: idOf(workspace, 'net-ops') })).toMatchObject({
      ok: true,
    });
    expect(await client.call('conversations.info', { channel: id })).toMatchObject({
      error: 'missing_scope',
      needed: 'im:read',
    });
    expect(await client.call('conversations.history', { channel: id })).toMatchObject({
      needed: 'im:history',
    });
    expect(await client.call('conversations.list', { types: 'public_channel,mpim' })).toMatchObject({
      needed: 'mpim:read',
    });
  });

  it('an unknown method is named', async () => {
    const workspace = await workspaceFor();

    expect(await slackClient(workspace).call('chat.shout', {})).toMatchObject({ error: 'unknown_method' });
  });
});

describe('messages', () => {
  it('are refused where the app is no member, and where there is no channel', async () => {
    const workspace = await workspaceFor();
    const client = slackClient(workspace);

    expect(await client.call('chat.postMessage', { channel: idOf(workspace, 'random'), text: 'x' })).toEqual({
      ok: false,
      error: 'not_in_channel',
    });
    expect(await client.call('chat.postMessage', { channel: 'C404', text: 'x' })).toMatchObject({
      error: 'channel_not_found',
    });
    expect(await client.call('conversations.history', { channel: idOf(workspace, 'random') })).toMatchObject({
      error: 'not_in_channel',
    });
  });

  it("somebody else's and unknown ones cannot be changed", async () => {
    const workspace = await workspaceFor();
    const client = slackClient(workspace);
    const channel = idOf(workspace, 'net-ops');
    const { ts } = workspace.as('on-call').say('#net-ops', 'mine');

    expect(await client.call('chat.update', { channel, ts, text: 'x' })).toMatchObject({
      error: 'cant_update_message',
    });
    expect(await client.call('chat.update', { channel, ts: '1.000001', text: 'x' })).toMatchObject({
      error: 'message_not_found',
    });
    expect(await client.call('chat.delete', { channel, ts })).toMatchObject({ error: 'cant_delete_message' });
  });

  it('have unique timestamps in strict order', async () => {
    const workspace = await workspaceFor();
    const onCall = workspace.as('on-call');

    for (let count = 0; count < 200; count++) onCall.say('#net-ops', `message ${count}`);

    const times = workspace.messages('net-ops').map((message) => message.ts);
    expect(new Set(times).size).toBe(200);
    expect([...times].sort()).toEqual(times);
  });

  it('are found again by their metadata, which is sent only to callers that ask', async () => {
    const workspace = await workspaceFor();
    const client = clientFor(workspace);
    const channel = idOf(workspace, 'net-ops');
    const metadata = { event_type: 'triage', event_payload: { id: 'T7' } };
    const parent = await client.chat.postMessage({ channel, text: 'card', metadata });
    await client.chat.postMessage({ channel, text: 'reply', thread_ts: parent.ts ?? '', metadata });

    const history = await client.conversations.history({ channel, include_all_metadata: true });
    const replies = await client.conversations.replies({
      channel,
      ts: parent.ts ?? '',
      include_all_metadata: true,
    });
    const without = await client.conversations.history({ channel });

    expect(history.messages?.map((message) => message.metadata)).toEqual([metadata]);
    expect(replies.messages?.map((message) => message.metadata)).toEqual([metadata, metadata]);
    expect(without.messages?.[0]).not.toHaveProperty('metadata');
  });

  it('count their replies; a broadcast reply stands in the channel too', async () => {
    const workspace = await workspaceFor();
    const client = clientFor(workspace);
    const channel = idOf(workspace, 'net-ops');
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'parent' });
    const reply = await client.chat.postMessage({ channel, text: 'one', thread_ts: ts });
    const toReply = await client.chat.postMessage({
      channel,
      text: 'two',
      thread_ts: reply.ts ?? '',
      reply_broadcast: true,
    });

    const history = await client.conversations.history({ channel });
    const replies = await client.conversations.replies({ channel, ts });

    expect(history.messages?.map((message) => message.text)).toEqual(['two', 'parent']);
    expect(history.messages?.[1]).toMatchObject({ reply_count: 2, thread_ts: ts, latest_reply: toReply.ts });
    expect(replies.messages?.map((message) => message.text)).toEqual(['parent', 'one', 'two']);
    expect(toReply.message).toMatchObject({ thread_ts: ts });
  });

  it('long histories come in pages', async () => {
    const workspace = await workspaceFor();
    const client = clientFor(workspace);
    for (let count = 0; count < 7; count++) workspace.as('on-call').say('#net-ops', `${count}`);

    const seen: (string | undefined)[] = [];
    const pages = client.paginate('conversations.history', { channel: idOf(workspace, 'net-ops'), limit: 3 });
    for await (const page of pages) {
      const { messages = [] } = page as ConversationsHistoryResponse;
      seen.push(...messages.map((message) => message.text));
    }

    expect(seen).toEqual(['6', '5', '4', '3', '2', '1', '0']);
  });

  it('updating with text alone takes the blocks away, with blocks alone keeps the text', async () => {
    const workspace = await workspaceFor();
    const client = slackClient(workspace);
    const channel = idOf(workspace, 'net-ops');
    const posted = await client.call('chat.postMessage', { channel, text: 'first', blocks: [section('x')] });

    await client.call('chat.update', { channel, ts: posted.ts, blocks: [section('y')] });
    expect(workspace.messages('net-ops')[0]).toMatchObject({
      text: 'first',
      blocks: [{ text: { text: 'y' } }],
    });

    await client.call('chat.update', { channel, ts: posted.ts, text: 'second' });
    expect(workspace.messages('net-ops')[0]?.text).toBe('second');
    expect(workspace.messages('net-ops')[0]?.blocks).toBeUndefined();
  });

  it('only for one person need that person in the channel', async () => {
    const workspace = await workspaceFor();
    const channel = idOf(workspace, 'net-ops');

    const answer = await slackClient(workspace).call('chat.postEphemeral', {
      channel,
      user: 'U404',
      text: 'x',
    });

    expect(answer).toMatchObject({ error: 'user_not_in_channel' });
  });
});

describe('people', () => {
  it('guests, people of other teams and bots are distinguished', async () => {
    const workspace = await workspaceFor({ outsiders: true, locale: 'ja-JP' });
    const client = clientFor(workspace);
    const info = async (name: string) =>
      (await client.users.info({ user: workspace.users[name]?.id ?? '', include_locale: true })).user;

    expect(await info('visitor')).toMatchObject({ is_restricted: false, is_bot: false, locale: 'ja-JP' });
    expect(await info('guest')).toMatchObject({ is_restricted: true });
    expect((await info('partner'))?.team_id).not.toBe(workspace.identity.teamId);
    expect(await info('other-bot')).toMatchObject({ is_bot: true });
    expect(
      (await client.conversations.info({ channel: idOf(workspace, 'partner-net') })).channel,
    ).toMatchObject({
      is_ext_shared: true,
    });
  });

  it('user groups list their people', async () => {
    const group = { id: 'S0456DEF', handle: 'net-approvers', name: 'Approvers', users: ['net-admin'] };
    const workspace = await workspaceFor({ usergroups: [group] });

    const answer = await clientFor(workspace).usergroups.users.list({ usergroup: 'S0456DEF' });

    expect(answer.users).toEqual([workspace.users['net-admin']?.id]);
  });
});

describe('files', () => {
  it('filesUploadV2 puts a file into a thread', async () => {
    const workspace = await workspaceFor();
    const client = clientFor(workspace);
    const channel = idOf(workspace, 'net-ops');
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'parent' });

    await client.filesUploadV2({
      channel_id: channel,
      thread_ts: ts,
      initial_comment: 'All of it',
      content: 'a long output\n'.repeat(10_000),
      filename: 'evidence.txt',
      title: 'Evidence',
    });

    const reply = workspace.thread('net-ops', ts)[1];
    expect(reply).toMatchObject({
      text: 'All of it',
      files: [{ name: 'evidence.txt', title: 'Evidence', size: 140_000 }],
    });
    const file = await fetch(`${workspace.url}/files/${reply?.files?.[0]?.id}/evidence.txt`);
    expect((await file.text()).length).toBe(140_000);
  });
});

describe('what goes wrong on purpose', () => {
  it('too many messages a second are refused with Retry-After, a channel each', async () => {
    const workspace = await workspaceFor({ rateLimits: true });
    const client = slackClient(workspace);
    const channel = idOf(workspace, 'net-ops');
    const answers: Response[] = [];

    for (let count = 0; count < 7; count++) {
      answers.push(await client.raw('chat.postMessage', { channel, text: `${count}` }));
    }

    const last = answers.at(-1);
    expect(answers[0]?.status).toBe(200);
    expect(last?.status).toBe(429);
    expect(last?.headers.get('retry-after')).toBe('1');
    expect(await last?.json()).toEqual({ ok: false, error: 'ratelimited' });
    const user = workspace.users['on-call']?.id;
    expect(await client.call('chat.postMessage', { channel: user, text: 'elsewhere' })).toMatchObject({
      ok: true,
    });
  });

  it("Slack's own client understands the refusal", async () => {
    const workspace = await workspaceFor();
    const client = clientFor(workspace);
    const waits: number[] = [];
    client.on(WebClientEvent.RATE_LIMITED, (seconds) => waits.push(seconds));
    workspace.failNext('auth.test', { kind: 'ratelimited', retryAfter: 1 });

    await client.auth.test().catch(() => undefined);

    expect(waits).toEqual([1]);
  });

  it('a cut connection leaves the message posted or not, as asked', async () => {
    const workspace = await workspaceFor();
    const client = slackClient(workspace);
    const channel = idOf(workspace, 'net-ops');
    workspace.failNext('chat.postMessage', { kind: 'cut', done: false });
    workspace.failNext('chat.postMessage', { kind: 'cut', done: true });
    workspace.failNext('chat.postMessage', { kind: 'status', status: 503 });
    workspace.failNext('chat.postMessage', { kind: 'error', error: 'fatal_error' });

    await expect(client.raw('chat.postMessage', { channel, text: 'lost' })).rejects.toThrow();
    await expect(client.raw('chat.postMessage', { channel, text: 'kept' })).rejects.toThrow();
    expect((await client.raw('chat.postMessage', { channel, text: 'x' })).status).toBe(503);
    expect(await client.call('chat.postMessage', { channel, text: 'x' })).toMatchObject({
      error: 'fatal_error',
    });

    expect(workspace.messages('net-ops').map((message) => message.text)).toEqual(['kept']);
  });
});

describe('the server', () => {
  it('answers loopback names alone, so that no foreign page can press a button', async () => {
    const workspace = await workspaceFor();
    const post = (headers: Record<string, string>) =>
      fetch(`${workspace.url}/workspace/say`, { method: 'POST', headers, body: '{"as":"on-call"}' });

    expect((await post({ 'content-type': 'application/json', origin: 'https://evil.example' })).status).toBe(
      403,
    );
    expect((await post({ 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post({ 'content-type': 'application/json', origin: workspace.url })).status).toBe(400);
  });

  it('serves no file but the page', async () => {
    const workspace = await workspaceFor();

    for (const path of [
      '/..%2fworkspace.ts',
      '/js/../../workspace.ts',
      '/js/%2e%2e/limits.ts',
      '/etc/passwd',
    ]) {
      expect((await fetch(`${workspace.url}${path}`)).status).toBe(404);
    }
  });
});

describe('a manifest', () => {
  it("grants the project's own scopes, commands and events, and no more", async () => {
    const manifest = new URL('../../manifest.yml', import.meta.url);
    const workspace = await workspaceFor(await manifestOptions(manifest));
    const client = slackClient(workspace);

    const posted = await client.call('chat.postMessage', { channel: idOf(workspace, 'net-ops'), text: 'x' });
    const joined = await client.call('conversations.join', { channel: idOf(workspace, 'random') });

    expect(posted).toMatchObject({ ok: true });
    expect(joined).toMatchObject({
      error: 'missing_scope',
      needed: expect.stringContaining('channels:join'),
    });
    expect(() => workspace.as('on-call').say('@roundtrip', 'hello')).not.toThrow();
  });

  it('takes no direct message where the manifest turns that off', async () => {
    const options = await manifestOptions(new URL('../../manifest.yml', import.meta.url));
    const workspace = await workspaceFor({ ...options, messagesReadOnly: true });

    expect(() => workspace.as('on-call').say('@roundtrip', 'hello')).toThrow(/turned off/);
  });
});
