import type { App } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../packages/local-slack/src/index.ts';
import { freePort, httpApp, socketApp, workspaceFor } from './bolt-app.ts';
import { type Block, problems, repeat, section, slackClient, text } from './slack-client.ts';

const SHORTCUTS = [{ callbackId: 'check', name: 'Check an interface', kind: 'global' as const }];

function modal(blocks: Block[], more: Block = {}): Block {
  return { type: 'modal', title: text('Check'), submit: text('Send'), blocks, ...more };
}

function input(element: Block, more: Block = {}): Block {
  return { type: 'input', block_id: 'asked', label: text('Asked'), element, ...more };
}

function home(blocks: Block[], more: Block = {}): Block {
  return { type: 'home', blocks, ...more };
}

async function open(workspace: Workspace, view: Block, method = 'views.open'): Promise<Block> {
  const trigger = workspace.state.newTrigger(workspace.as('on-call').user.id);
  return slackClient(workspace).call(method, { trigger_id: trigger, view });
}

const OPTIONS = ['one', 'two'].map((value) => ({ text: text(value), value }));

describe('a view that is refused', () => {
  it.each<[string, Block]>([
    ['a table in a modal', { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] }],
    ['a container in a modal', { type: 'container', title: text('x'), child_blocks: [section('x')] }],
    ['markdown in a modal', { type: 'markdown', text: 'x' }],
    ['an input without label', input({ type: 'plain_text_input' }, { label: undefined })],
    ['an input with a misspelt property', input({ type: 'plain_text_input' }, { optinal: true })],
    ['a button in an input', input({ type: 'button', text: text('x') })],
    ['a hint of 2001 characters', input({ type: 'plain_text_input' }, { hint: text(repeat(2001)) })],
    ['a longest text of 3001', input({ type: 'plain_text_input', max_length: 3001 })],
    ['a number without is_decimal_allowed', input({ type: 'number_input' })],
    ['a bound that is no number', input({ type: 'number_input', is_decimal_allowed: true, min_value: 'x' })],
    ['a date of month 13', input({ type: 'datepicker', initial_date: '2026-13-01' })],
    ['a time of hour 24', input({ type: 'timepicker', initial_time: '24:00' })],
    ['eleven files', input({ type: 'file_input', max_files: 11 })],
    ['no chosen items', input({ type: 'multi_static_select', options: OPTIONS, max_selected_items: 0 })],
    [
      'a choice that is no option',
      input({ type: 'static_select', options: OPTIONS, initial_option: { text: text('x'), value: 'x' } }),
    ],
    ['a query of less than nothing', input({ type: 'external_select', min_query_length: -1 })],
  ])('%s: invalid_arguments, and where', async (_what, block) => {
    const workspace = await workspaceFor();

    const refused = await open(workspace, modal([block]));

    expect(refused).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect(problems(refused)[0]).toMatch(/\[json-pointer:\/view\/blocks\/0/);
    expect(workspace.as('on-call').view()).toBeUndefined();
  });

  it('has a misspelt property, the wrong type, two elements with the focus, or is too large', async () => {
    const workspace = await workspaceFor();
    const focused = (id: string): Block => ({
      ...input({ type: 'plain_text_input', action_id: id, focus_on_load: true }),
      block_id: id,
    });
    const large = Array.from({ length: 90 }, () => section(repeat(3000)));

    expect(await open(workspace, modal([section('x')], { titel: 'x' }))).toMatchObject({
      error: 'invalid_arguments',
    });
    expect(await open(workspace, home([section('x')]))).toMatchObject({ error: 'invalid_arguments' });
    expect(await open(workspace, modal([focused('a'), focused('b')]))).toMatchObject({
      error: 'invalid_arguments',
    });
    expect(await open(workspace, modal(large))).toMatchObject({ error: 'view_too_large' });
  });

  it('has the external id of another one', async () => {
    const workspace = await workspaceFor();
    const user = workspace.as('net-admin').user.id;
    const named = { external_id: 'the-one' };

    expect(await open(workspace, modal([section('x')], named))).toMatchObject({ ok: true });
    expect(await open(workspace, modal([section('y')], named))).toMatchObject({ ok: true });
    expect(
      await slackClient(workspace).call('views.publish', {
        user_id: user,
        view: home([section('x')], named),
      }),
    ).toMatchObject({ error: 'duplicate_external_id' });
  });
});

describe('a stack of modals', () => {
  it('is three views high, and is changed from the top; a closed view cannot be updated', async () => {
    const workspace = await workspaceFor();
    const onCall = workspace.as('on-call');
    const client = slackClient(workspace);

    expect(await open(workspace, modal([section('0')]), 'views.push')).toMatchObject({ error: 'not_found' });
    await open(workspace, modal([section('1')], { clear_on_close: true, external_id: 'first' }));
    for (const name of ['2', '3']) {
      expect(await open(workspace, modal([section(name)]), 'views.push')).toMatchObject({ ok: true });
    }
    expect(await open(workspace, modal([section('4')]), 'views.push')).toMatchObject({
      error: 'push_limit_reached',
    });
    const update = (): Promise<Block> =>
      client.call('views.update', { external_id: 'first', view: modal([section('changed')]) });

    expect(await update()).toMatchObject({ ok: true });
    expect(onCall.view()?.content.blocks).toMatchObject([{ text: { text: '3' } }]);
    onCall.closeView();
    onCall.closeView();
    expect(onCall.view()?.content.blocks).toMatchObject([{ text: { text: 'changed' } }]);
    onCall.closeView();
    expect(await client.call('views.update', { view_id: 'V404', view: modal([]) })).toMatchObject({
      error: 'not_found',
    });
  });

  it('an update with an old hash is a conflict', async () => {
    const workspace = await workspaceFor();
    const client = slackClient(workspace);
    const opened = await open(workspace, modal([section('x')]));
    const { id, hash } = opened.view as { id: string; hash: string };
    const update = (): Promise<Block> =>
      client.call('views.update', { view_id: id, hash, view: modal([section('y')]) });

    expect(await update()).toMatchObject({ ok: true });
    expect(await update()).toMatchObject({ error: 'hash_conflict' });
  });
});

/** Opens a form at the global shortcut; a host is found by typing. */
function registerForm(app: App, asked: unknown[]): void {
  app.shortcut('check', async ({ ack, client, shortcut }) => {
    await ack();
    await client.views.open({
      trigger_id: shortcut.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'check',
        title: { type: 'plain_text', text: 'Check' },
        submit: { type: 'plain_text', text: 'Send' },
        blocks: [
          {
            type: 'input',
            block_id: 'host',
            label: { type: 'plain_text', text: 'Host' },
            element: { type: 'external_select', action_id: 'host', min_query_length: 2 },
          },
          {
            type: 'input',
            block_id: 'seconds',
            label: { type: 'plain_text', text: 'Seconds' },
            element: {
              ...{ type: 'number_input', action_id: 'seconds', initial_value: '5' },
              ...{ is_decimal_allowed: false, min_value: '1', max_value: '30' },
            },
          },
          {
            type: 'actions',
            block_id: 'more',
            elements: [
              {
                type: 'checkboxes',
                action_id: 'probe',
                options: [{ text: { type: 'plain_text', text: 'Probe' }, value: 'probe' }],
              },
            ],
          },
        ],
      },
    });
  });
  app.options('host', async ({ ack, options }) => {
    asked.push(options.value);
    const named = (value: string) => ({ text: { type: 'plain_text' as const, text: value }, value });
    if (options.value === 'many')
      await ack({ options: Array.from({ length: 101 }, (_, n) => named(`${n}`)) });
    else await ack({ options: ['server-a', 'server-b'].filter((n) => n.includes(options.value)).map(named) });
  });
  app.action('probe', async ({ ack, body }) => {
    await ack();
    if (body.type === 'block_actions') asked.push(body.view?.state.values.more?.probe?.selected_options);
  });
  app.view('check', async ({ ack, view }) => {
    asked.push(view.state.values);
    const host = view.state.values.host?.host?.selected_option?.value;
    if (host === 'server-a') await ack({ response_action: 'errors', errors: { host: 'Not that one.' } });
    else if (host === 'server-c') {
      await ack({
        response_action: 'update',
        view: { type: 'modal', title: { type: 'plain_text', text: 'x'.repeat(25) }, blocks: [] },
      });
    } else await ack();
  });
}

describe('a form', () => {
  it('opens at a global shortcut, finds options by typing, and sends what was entered', async () => {
    const workspace = await workspaceFor({ shortcuts: SHORTCUTS });
    const asked: unknown[] = [];
    await socketApp(workspace, (app) => registerForm(app, asked));
    const onCall = workspace.as('on-call');

    await onCall.shortcut('check');
    await workspace.waitFor(() => onCall.view());
    expect(await onCall.suggest('host', 's')).toEqual({ outcome: 'too-short', least: 2 });
    expect(await onCall.suggest('host', 'many')).toMatchObject({ outcome: 'refused' });
    expect(await onCall.suggest('host', 'ver-b')).toMatchObject({
      outcome: 'options',
      options: [{ value: 'server-b' }],
    });
    const chosen = { selected_options: [{ text: text('Probe'), value: 'probe' }] };
    await onCall.pressInView('probe', { chosen });

    expect(await onCall.submitView({})).toMatchObject({
      errors: { host: expect.stringContaining('required') },
    });
    expect(await onCall.submitView({ host: 'server-b', seconds: '31' })).toMatchObject({
      errors: { seconds: 'Enter 30 or less.' },
    });
    expect(await onCall.submitView({ host: 'server-a', seconds: '7' })).toMatchObject({
      errors: { host: 'Not that one.' },
    });
    expect(await onCall.submitView({ host: 'server-c' })).toMatchObject({ outcome: 'refused' });
    expect(await onCall.submitView({ host: 'server-b' })).toEqual({ outcome: 'closed' });

    expect(asked.slice(0, 3)).toEqual(['many', 'ver-b', chosen.selected_options]);
    expect(asked.at(-1)).toMatchObject({
      host: { host: { type: 'external_select', selected_option: { value: 'server-b' } } },
      seconds: { seconds: { type: 'number_input', value: '7' } },
      more: { probe: { type: 'checkboxes', selected_options: [{ value: 'probe' }] } },
    });
  });

  it('works over signed HTTP as well', async () => {
    const port = await freePort();
    const requestUrl = `http://127.0.0.1:${port}/slack/events`;
    const workspace = await workspaceFor({ requestUrl, shortcuts: SHORTCUTS });
    await httpApp(workspace, port, (app) => registerForm(app, []));
    const onCall = workspace.as('on-call');

    await onCall.shortcut('check');
    await workspace.waitFor(() => onCall.view());

    expect(await onCall.suggest('host', 'ver-a')).toMatchObject({ options: [{ value: 'server-a' }] });
    expect(await onCall.submitView({ host: 'server-a' })).toEqual({
      outcome: 'errors',
      errors: { host: 'Not that one.' },
    });
    expect(await onCall.submitView({ host: 'server-b' })).toEqual({ outcome: 'closed' });
  });

  it('knows the conversation it was opened in, and may be answered there', async () => {
    const workspace = await workspaceFor();
    await socketApp(workspace, (app) => {
      app.command('/roundtrip', async ({ ack, client, command }) => {
        await ack();
        await client.views.open({
          trigger_id: command.trigger_id,
          view: {
            type: 'modal',
            callback_id: 'where',
            title: { type: 'plain_text', text: 'Where' },
            submit: { type: 'plain_text', text: 'Send' },
            blocks: [
              {
                type: 'input',
                block_id: 'where',
                label: { type: 'plain_text', text: 'Where' },
                element: {
                  type: 'conversations_select',
                  action_id: 'where',
                  default_to_current_conversation: true,
                  response_url_enabled: true,
                },
              },
            ],
          },
        });
      });
      app.view('where', async ({ ack, respond }) => {
        await ack();
        await respond({ text: 'here', response_type: 'in_channel' });
      });
    });
    const onCall = workspace.as('on-call');

    await onCall.slash('#random', '/roundtrip');
    await workspace.waitFor(() => onCall.view());
    expect(await onCall.submitView()).toEqual({ outcome: 'closed' });

    expect((await workspace.waitFor((w) => w.messages('random')[0])).text).toBe('here');
  });

  it('belongs to a shortcut that is registered, and not to what one person alone sees', async () => {
    const workspace = await workspaceFor({
      shortcuts: [{ callbackId: 'explain', name: 'Explain this', kind: 'message' }],
    });
    const onCall = workspace.as('on-call');
    await onCall.slash('#net-ops', '/nothing');
    const alone = workspace.ephemerals('on-call')[0];

    await expect(onCall.shortcut('check')).rejects.toThrow(/no global shortcut check; it has: explain/);
    await expect(onCall.shortcut('explain', { channel: '#net-ops', ts: alone?.ts ?? '' })).rejects.toThrow(
      /only one person sees/,
    );
  });
});

describe('the Home tab', () => {
  it('is published for one person, who opens it; the app learns of both tabs', async () => {
    const workspace = await workspaceFor();
    const opened: unknown[] = [];
    await socketApp(workspace, (app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        opened.push([event.tab, event.view?.private_metadata]);
        await client.views.publish({
          user_id: event.user,
          view: {
            type: 'home',
            private_metadata: 'seen',
            blocks: [
              {
                type: 'actions',
                block_id: 'menu',
                elements: [{ type: 'button', action_id: 'look', text: { type: 'plain_text', text: 'Look' } }],
              },
            ],
          },
        });
      });
      app.action('look', async ({ ack, body }) => {
        await ack();
        if (body.type === 'block_actions') opened.push([body.container.type, body.view?.type]);
      });
    });
    const onCall = workspace.as('on-call');

    onCall.openHome();
    await workspace.waitFor(() => onCall.home());
    onCall.openHome();
    await workspace.waitFor(() => opened.length === 2);
    onCall.openHome('messages');
    await workspace.waitFor(() => opened.length === 3);
    await onCall.pressOnHome('Look');

    expect(opened).toEqual([
      ['home', undefined],
      ['home', 'seen'],
      ['messages', undefined],
      ['view', 'home'],
    ]);
    expect(workspace.as('visitor').home()).toBeUndefined();
  });

  it('is refused where the app has none, for nobody, and with an old hash', async () => {
    const workspace = await workspaceFor({ homeTab: false });
    const other = await workspaceFor();
    const user = (w: Workspace): string => w.as('on-call').user.id;
    const publish = (w: Workspace, more: Block = {}): Promise<Block> =>
      slackClient(w).call('views.publish', { user_id: user(w), view: home([section('x')]), ...more });

    expect(await publish(workspace)).toMatchObject({ error: 'not_enabled' });
    expect(() => workspace.as('on-call').openHome()).toThrow(/no Home tab/);
    expect(await publish(other, { user_id: 'U404' })).toMatchObject({ error: 'user_not_found' });
    expect(await publish(other)).toMatchObject({ ok: true });
    expect(await publish(other, { hash: '1.old' })).toMatchObject({ error: 'hash_conflict' });
  });
});
