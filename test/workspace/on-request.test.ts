import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../packages/local-slack/src/index.ts';
import { socketApp, workspaceFor } from './bolt-app.ts';
import { type Block, problems, section, slackClient, text } from './slack-client.ts';

/** A PNG of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

function post(workspace: Workspace, more: Block): Promise<Block> {
  const channel = workspace.channels['net-ops']?.id;
  return slackClient(workspace).call('chat.postMessage', { channel, text: 'x', ...more });
}

describe('a block type that the workspace refuses', () => {
  const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] };
  const container = { type: 'container', title: text('x'), child_blocks: [section('x'), table] };

  it('is invalid_blocks wherever it stands, and named; others pass', async () => {
    const workspace = await workspaceFor({ refusedBlocks: ['table'] });

    const inside = await post(workspace, { blocks: [section('x'), container] });

    expect(inside).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(problems(inside)).toEqual([
      '[ERROR] unsupported type: table [json-pointer:/blocks/1/child_blocks/1/type]',
    ]);
    expect(await post(workspace, { blocks: [section('x')] })).toMatchObject({ ok: true });
  });

  it('can be refused inside another alone, in views too, and accepted again', async () => {
    const workspace = await workspaceFor();
    workspace.refuseBlocks('container > table', 'image');
    const image = { type: 'image', image_url: 'http://127.0.0.1/x.png', alt_text: 'x' };
    const view = { type: 'home', blocks: [image] };
    const user_id = workspace.as('on-call').user.id;

    expect(await post(workspace, { blocks: [container] })).toMatchObject({ error: 'invalid_blocks' });
    expect(await post(workspace, { blocks: [table] })).toMatchObject({ ok: true });
    expect(await slackClient(workspace).call('views.publish', { user_id, view })).toMatchObject({
      error: 'invalid_arguments',
    });
    workspace.refuseBlocks();
    expect(await post(workspace, { blocks: [container, image] })).toMatchObject({ ok: true });
  });
});

describe('files', () => {
  async function upload(
    workspace: Workspace,
    name: string,
    content: Buffer,
    more: Block = {},
  ): Promise<Block> {
    const client = slackClient(workspace);
    const promised = await client.call('files.getUploadURLExternal', {
      filename: name,
      length: content.length,
      alt_txt: 'What it shows',
    });
    const early = await client.call('files.completeUploadExternal', { files: [{ id: promised.file_id }] });
    expect(early).toMatchObject({ error: 'file_not_found' });
    await fetch(String(promised.upload_url), { method: 'POST', body: new Uint8Array(content) });
    return client.call('files.completeUploadExternal', { files: [{ id: promised.file_id }], ...more });
  }

  it('that are images can be shown in image blocks, once they are processed', async () => {
    const workspace = await workspaceFor({ fileProcessingMs: 300 });
    const { files } = await upload(workspace, 'picture.png', PIXEL);
    const [{ id, url_private: url } = { id: '', url_private: '' }] = files as {
      id: string;
      url_private: string;
    }[];
    const show = (slack_file: Block): Promise<Block> =>
      post(workspace, { blocks: [{ type: 'image', alt_text: 'x', slack_file }] });

    const early = await show({ id });
    expect(problems(early)).toEqual(['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]']);
    expect(await slackClient(workspace).call('files.info', { file: id })).toMatchObject({
      file: { mimetype: '' },
    });
    await workspace.waitFor(() => workspace.state.hasImage(id));

    expect(await slackClient(workspace).call('files.info', { file: id })).toMatchObject({
      file: { mimetype: 'image/png', original_w: 1, original_h: 1, alt_txt: 'What it shows' },
    });
    expect(await show({ id })).toMatchObject({ ok: true });
    expect(await show({ url })).toMatchObject({ ok: true });
    expect(problems(await show({ id: 'x' }))[0]).toContain('must match regex pattern');
    expect(await show({ id: 'F000000000' })).toMatchObject({ error: 'invalid_blocks' });
    const served = await fetch(url);
    expect(served.headers.get('content-type')).toBe('image/png');
  });

  it('that are no images cannot, whatever they are called', async () => {
    const workspace = await workspaceFor();
    const { files } = await upload(workspace, 'picture.png', Buffer.from('<svg onload=x>'));
    const [{ id } = { id: '' }] = files as { id: string }[];

    const shown = await post(workspace, { blocks: [{ type: 'image', alt_text: 'x', slack_file: { id } }] });

    expect(shown).toMatchObject({ error: 'invalid_blocks' });
    const served = await fetch(`${workspace.url}/files/${id}/picture.png`);
    expect(served.headers.get('content-type')).toBe('application/octet-stream');
  });

  it('are shared into a thread with a comment, or deleted', async () => {
    const workspace = await workspaceFor();
    const channel = workspace.channels['net-ops']?.id ?? '';
    const { ts } = workspace.as('on-call').say('#net-ops', 'a thread');
    const { files } = await upload(workspace, 'evidence.txt', Buffer.from('x'), {
      channel_id: channel,
      thread_ts: ts,
      initial_comment: 'All of it',
    });
    const [{ id } = { id: '' }] = files as { id: string }[];

    expect(workspace.thread('net-ops', ts)[1]).toMatchObject({ text: 'All of it', files: [{ id }] });
    const remove = (): Promise<Block> => slackClient(workspace).call('files.delete', { file: id });
    expect(await remove()).toMatchObject({ ok: true });
    expect(await remove()).toMatchObject({ error: 'file_not_found' });
  });
});

describe('what a test asks for', () => {
  it('429 for every call of a method until it is taken back', async () => {
    const workspace = await workspaceFor();
    const stop = workspace.failAlways('chat.postMessage', { kind: 'ratelimited', retryAfter: 7 });
    const client = slackClient(workspace);

    const limited = await client.raw('chat.postMessage', { channel: 'x', text: 'x' });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await client.call('auth.test', {})).toMatchObject({ ok: true });
    stop();
    expect(await post(workspace, {})).toMatchObject({ ok: true });
  });

  it('slow answers, for one method or for all; slow deliveries', async () => {
    const workspace = await workspaceFor();
    await socketApp(workspace, (app) => app.command('/roundtrip', async ({ ack }) => ack()));
    const duration = async (work: () => Promise<unknown>): Promise<number> => {
      const begun = performance.now();
      await work();
      return performance.now() - begun;
    };
    const stop = workspace.failAlways('*', { kind: 'slow', milliseconds: 120 });

    expect(await duration(() => post(workspace, {}))).toBeGreaterThan(115);
    stop();
    workspace.delayDeliveries(120);
    expect(
      await duration(async () => workspace.as('on-call').slash('#net-ops', '/roundtrip x')),
    ).toBeGreaterThan(115);
  });

  it('an event once more, with the same id', async () => {
    const workspace = await workspaceFor();
    const received: unknown[] = [];
    await socketApp(workspace, (app) => {
      app.event('app_mention', async ({ body, context }) => {
        received.push([body.event_id, context.retryNum ?? 0]);
      });
    });

    workspace.as('on-call').say('#net-ops', '@roundtrip hello');
    await workspace.waitFor(() => received.length === 1);
    const id = workspace.events.at(-1)?.id;
    expect(await workspace.redeliver()).toMatchObject({ outcome: 'acknowledged' });

    expect(received).toEqual([
      [id, 0],
      [id, 1],
    ]);
    await expect(workspace.redeliver('Ev404')).rejects.toThrow(/no event Ev404/);
  });
});

describe('people and groups', () => {
  it('each have a locale and a time zone', async () => {
    const workspace = await workspaceFor({
      timeZone: 'Europe/Berlin',
      people: {
        'net-admin': { locale: 'ja-JP', timeZone: 'Asia/Tokyo' },
        visitor: { timeZone: 'Asia/Kolkata' },
      },
    });
    const info = async (name: string): Promise<unknown> =>
      (
        await slackClient(workspace).call('users.info', {
          user: workspace.users[name]?.id,
          include_locale: true,
        })
      ).user;

    expect(await info('net-admin')).toMatchObject({
      ...{ tz: 'Asia/Tokyo', tz_offset: 32_400, tz_label: 'Japan Standard Time', locale: 'ja-JP' },
    });
    expect(await info('visitor')).toMatchObject({ tz_offset: 19_800 });
    expect(await info('on-call')).toMatchObject({ tz: 'Europe/Berlin', locale: 'en-US' });
  });

  it('groups are listed, with their people on request, and are part of paid plans', async () => {
    const usergroups = [{ id: 'S0456DEF', handle: 'net-approvers', name: 'Approvers', users: ['net-admin'] }];
    const workspace = await workspaceFor({ usergroups });
    const free = await workspaceFor({ usergroups, paidPlan: false });
    const admin = workspace.users['net-admin']?.id;

    expect(await slackClient(workspace).call('usergroups.list', { include_users: true })).toMatchObject({
      usergroups: [{ handle: 'net-approvers', users: [admin] }],
    });
    expect(await slackClient(workspace).call('usergroups.users.list', { usergroup: 'S404' })).toMatchObject({
      error: 'no_such_subteam',
    });
    expect(await slackClient(free).call('usergroups.list', {})).toMatchObject({
      error: 'plan_upgrade_required',
    });
    workspace.as('on-call').say('#net-ops', '@net-approvers please');
    expect(workspace.messages('net-ops')[0]?.text).toBe('<!subteam^S0456DEF|@net-approvers> please');
  });

  it('a private channel is there for its members alone; from it a command reaches the app all the same', async () => {
    const channels = [{ name: 'secret', isPrivate: true, members: ['on-call'] }];
    const workspace = await workspaceFor({ channels });
    const id = workspace.channels['secret']?.id ?? '';
    const asked: unknown[] = [];
    await socketApp(workspace, (app) => {
      app.command('/roundtrip', async ({ ack, command }) => {
        await ack();
        asked.push([command.channel_id, command.channel_name]);
      });
    });

    await workspace.as('on-call').slash('#secret', '/roundtrip x');

    expect(asked).toEqual([[id, 'secret']]);
    expect(await slackClient(workspace).call('conversations.info', { channel: id })).toMatchObject({
      error: 'channel_not_found',
    });
    expect(() => workspace.as('visitor').say('#secret', 'x')).toThrow(/no conversation/);
  });

  it('several people in one direct message', async () => {
    const workspace = await workspaceFor({ events: ['message.mpim'] });
    const client = slackClient(workspace);
    const users = ['on-call', 'net-admin'].map((name) => workspace.users[name]?.id).join();
    const received: unknown[] = [];
    await socketApp(workspace, (app) => {
      app.message(async ({ message }) => {
        received.push([message.channel_type, 'text' in message ? message.text : undefined]);
      });
    });

    const opened = await client.call('conversations.open', { users });
    const { id } = opened.channel as { id: string };
    workspace.as('on-call').say(id, 'hello');
    await workspace.waitFor(() => received.length === 1);

    expect(received).toEqual([['mpim', 'hello']]);
    expect(await client.call('conversations.open', { users })).toMatchObject({ channel: { id } });
    expect(await client.call('conversations.info', { channel: id })).toMatchObject({
      channel: { is_mpim: true },
    });
  });
});

describe("the app's own messages", () => {
  it('come back to it as events, changes and deletions too', async () => {
    const workspace = await workspaceFor({ events: ['message.im'] });
    const client = slackClient(workspace);
    const posted = await client.call('chat.postMessage', {
      channel: workspace.users['on-call']?.id,
      text: 'one',
    });
    const { channel, ts } = posted;
    await client.call('chat.update', { channel, ts, text: 'two' });
    await client.call('chat.delete', { channel, ts });

    const events = workspace.events.map(({ payload }) => payload.event);

    expect(events).toMatchObject([
      { type: 'message', bot_id: workspace.identity.botId, text: 'one', channel_type: 'im' },
      { subtype: 'message_changed', message: { text: 'two' } },
      { subtype: 'message_deleted', deleted_ts: ts },
    ]);
  });

  it('carry what was chosen in their menus', async () => {
    const workspace = await workspaceFor();
    const seen: unknown[] = [];
    const options = ['a', 'b'].map((value) => ({ text: text(value), value }));
    const actions = {
      ...{ type: 'actions', block_id: 'menu' },
      elements: [
        { type: 'static_select', action_id: 'which', options },
        { type: 'button', action_id: 'go', text: text('Go') },
      ],
    };
    await socketApp(workspace, (app) => {
      app.action(/which|go/, async ({ ack, body }) => {
        await ack();
        if (body.type === 'block_actions') seen.push(body.state?.values.menu?.which?.selected_option?.value);
      });
    });
    const { ts } = await post(workspace, { blocks: [actions] });

    await workspace.as('on-call').press('#net-ops', String(ts), 'go');
    await workspace
      .as('on-call')
      .press('#net-ops', String(ts), 'which', { chosen: { selected_option: options[1] } });
    await workspace.as('on-call').press('#net-ops', String(ts), 'go');
    await workspace.as('visitor').press('#net-ops', String(ts), 'go');

    expect(seen).toEqual([undefined, 'b', 'b', undefined]);
  });
});
