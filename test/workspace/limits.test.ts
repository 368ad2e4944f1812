import { describe, expect, it } from 'vitest';
import { workspaceFor } from './bolt-app.ts';
import { type Block, button, code, problems, repeat, section, slackClient, text } from './slack-client.ts';

/** A limit, a message exactly at it, and one that goes one over. */
interface Boundary {
  limit: string;
  at: Block[];
  over: Block[];
  /** Slack's error; `invalid_blocks` by default. */
  error?: string;
}

const cells = (count: number): unknown[] =>
  Array.from({ length: count }, () => ({ type: 'raw_text', text: 'x' }));
const table = (rows: number, columns: number): Block => ({
  type: 'table',
  rows: Array.from({ length: rows }, () => cells(columns)),
});
const actions = (elements: unknown[]): Block => ({ type: 'actions', elements });
const header = (length: number): Block => ({ type: 'header', text: text(repeat(length)) });
const fields = (count: number, length: number): Block => ({
  type: 'section',
  fields: Array.from({ length: count }, () => text(repeat(length))),
});
const context = (count: number): Block => ({
  type: 'context',
  elements: Array.from({ length: count }, () => text('x')),
});
const markdown = (length: number): Block => ({ type: 'markdown', text: repeat(length) });
const container = (count: number, title = 'Evidence'): Block => ({
  type: 'container',
  title: text(title),
  child_blocks: Array.from({ length: count }, () => section('x')),
});
const confirm = (title: number, body: number, yes: number, no: number): Block =>
  actions([
    button({
      confirm: {
        ...{ title: text(repeat(title)), text: text(repeat(body)) },
        ...{ confirm: text(repeat(yes)), deny: text(repeat(no)) },
      },
    }),
  ]);
const buttons = (count: number): Block =>
  actions(Array.from({ length: count }, (_, index) => button({ action_id: `a${index}` })));
const select = (count: number): Block =>
  actions([
    {
      ...{ type: 'static_select', action_id: 'choose', placeholder: text('Choose') },
      options: Array.from({ length: count }, (_, index) => ({ text: text('x'), value: String(index) })),
    },
  ]);
const option = (textLength: number, valueLength: number): Block =>
  actions([
    {
      ...{ type: 'static_select', action_id: 'choose' },
      options: [{ text: text(repeat(textLength)), value: repeat(valueLength) }],
    },
  ]);

const BOUNDARIES: Boundary[] = [
  { limit: '50 blocks', at: Array(50).fill(section('x')), over: Array(51).fill(section('x')) },
  { limit: 'section text 3000', at: [section(repeat(3000))], over: [section(repeat(3001))] },
  { limit: 'section text not empty', at: [section('x')], over: [section('')] },
  { limit: '10 fields', at: [fields(10, 1)], over: [fields(11, 1)] },
  { limit: 'field 2000', at: [fields(1, 2000)], over: [fields(1, 2001)] },
  { limit: 'header 150', at: [header(150)], over: [header(151)] },
  { limit: '25 elements in actions', at: [buttons(25)], over: [buttons(26)] },
  { limit: 'at least one element in actions', at: [buttons(1)], over: [buttons(0)] },
  {
    limit: 'button text 75',
    at: [actions([button({ text: text(repeat(75)) })])],
    over: [actions([button({ text: text(repeat(76)) })])],
  },
  {
    limit: 'button value 2000',
    at: [actions([button({ value: repeat(2000) })])],
    over: [actions([button({ value: repeat(2001) })])],
  },
  {
    limit: 'action_id 255',
    at: [actions([button({ action_id: repeat(255) })])],
    over: [actions([button({ action_id: repeat(256) })])],
  },
  {
    limit: 'block_id 255',
    at: [{ ...section('x'), block_id: repeat(255) }],
    over: [{ ...section('x'), block_id: repeat(256) }],
  },
  { limit: 'confirm title 100', at: [confirm(100, 1, 1, 1)], over: [confirm(101, 1, 1, 1)] },
  { limit: 'confirm text 300', at: [confirm(1, 300, 1, 1)], over: [confirm(1, 301, 1, 1)] },
  { limit: 'confirm button 30', at: [confirm(1, 1, 30, 1)], over: [confirm(1, 1, 31, 1)] },
  { limit: 'deny button 30', at: [confirm(1, 1, 1, 30)], over: [confirm(1, 1, 1, 31)] },
  { limit: '10 context elements', at: [context(10)], over: [context(11)] },
  { limit: 'markdown 12000', at: [markdown(12_000)], over: [markdown(12_001)] },
  {
    limit: 'markdown 12000 in all',
    at: [markdown(6000), markdown(6000)],
    over: [markdown(6000), markdown(6001)],
  },
  { limit: 'table 100 rows', at: [table(100, 1)], over: [table(101, 1)] },
  { limit: 'table 20 columns', at: [table(1, 20)], over: [table(1, 21)] },
  { limit: 'one table', at: [table(1, 1)], over: [table(1, 1), table(1, 1)] },
  { limit: 'container 10 children', at: [container(10)], over: [container(11)] },
  { limit: 'container title 150', at: [container(1, repeat(150))], over: [container(1, repeat(151))] },
  { limit: '100 options', at: [select(100)], over: [select(101)] },
  { limit: 'option text 75', at: [option(75, 1)], over: [option(76, 1)] },
  { limit: 'option value 150', at: [option(1, 150)], over: [option(1, 151)] },
  {
    limit: 'unique block_id',
    at: [
      { ...section('x'), block_id: 'one' },
      { ...section('x'), block_id: 'two' },
    ],
    over: [
      { ...section('x'), block_id: 'one' },
      { ...section('x'), block_id: 'one' },
    ],
  },
  {
    limit: 'unique action_id in a block',
    at: [actions([button({ action_id: 'one' }), button({ action_id: 'two' })])],
    over: [actions([button({ action_id: 'one' }), button({ action_id: 'one' })])],
  },
  {
    limit: '13000 characters in all',
    at: [...Array(4).fill(section(repeat(3000))), section(repeat(1000))],
    over: [...Array(4).fill(section(repeat(3000))), section(repeat(1001))],
    error: 'msg_blocks_too_long',
  },
];

const REFUSED: [string, Block][] = [
  ['an unknown block type', { type: 'marquee', text: text('x') }],
  ['an alert, which belongs to modals', { type: 'alert', text: text('x') }],
  ['a file block', { type: 'file', source: 'remote', external_id: 'x' }],
  ['markdown in a header', { type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
  ['a section without text or fields', { type: 'section' }],
  ['a misspelt property', { type: 'section', text: text('x'), acessory: {} }],
  ['emoji on mrkdwn', { type: 'section', text: { type: 'mrkdwn', text: 'x', emoji: true } }],
  ['markdown in a container', { type: 'container', title: text('x'), child_blocks: [markdown(1)] }],
  ['a container in a container', { type: 'container', title: text('x'), child_blocks: [container(1)] }],
  ['a container without title', { type: 'container', child_blocks: [section('x')] }],
  ['a task in an unknown state', { type: 'task_card', task_id: 'x', title: 'x', status: 'done' }],
  ['a plan of other blocks', { type: 'plan', title: 'x', tasks: [section('x')] }],
  ['an unknown button style', actions([button({ style: 'warning' })])],
  ['an input as an action', actions([{ type: 'plain_text_input', action_id: 'x' }])],
  ['an empty rich text element', code('')],
];

describe("Slack's limits on messages", () => {
  it.each(BOUNDARIES)('$limit: accepted at it, refused one over', async ({ at, over, error }) => {
    const workspace = await workspaceFor();
    const client = slackClient(workspace);
    const channel = workspace.channels['net-ops']?.id ?? '';

    const accepted = await client.call('chat.postMessage', { channel, text: 'fallback', blocks: at });
    const refused = await client.call('chat.postMessage', { channel, text: 'fallback', blocks: over });

    expect(accepted).toMatchObject({ ok: true });
    expect(refused).toMatchObject({ ok: false, error: error ?? 'invalid_blocks' });
    expect(workspace.messages('net-ops')).toHaveLength(1);
  });

  it.each(REFUSED)('refuses %s, and names where', async (_what, block) => {
    const workspace = await workspaceFor();
    const channel = workspace.channels['net-ops']?.id ?? '';

    const refused = await slackClient(workspace).call('chat.postMessage', {
      channel,
      text: 'x',
      blocks: [block],
    });

    expect(refused).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(problems(refused)[0]).toMatch(/^\[ERROR\] .+ \[json-pointer:\/blocks/);
  });

  it('accepts rich text, plans, task cards, images and dividers', async () => {
    const workspace = await workspaceFor();
    const channel = workspace.channels['net-ops']?.id ?? '';
    const blocks = [
      code('ip route get 172.16.0.4'),
      {
        type: 'plan',
        title: 'Plan',
        tasks: [{ type: 'task_card', task_id: '1', title: 'One', status: 'pending' }],
      },
      { type: 'task_card', task_id: '2', title: 'Two', status: 'error', output: code('no') },
      { type: 'image', image_url: 'http://127.0.0.1/x.png', alt_text: 'x' },
      { type: 'divider' },
    ];

    const answer = await slackClient(workspace).call('chat.postMessage', { channel, text: 'x', blocks });

    expect(answer).toMatchObject({ ok: true });
  });

  it('text of 40,000 characters, and no message without content', async () => {
    const workspace = await workspaceFor();
    const client = slackClient(workspace);
    const channel = workspace.channels['net-ops']?.id ?? '';

    expect(await client.call('chat.postMessage', { channel, text: repeat(40_000) })).toMatchObject({
      ok: true,
    });
    expect(await client.call('chat.postMessage', { channel, text: repeat(40_001) })).toMatchObject({
      error: 'msg_too_long',
    });
    expect(await client.call('chat.postMessage', { channel })).toMatchObject({ error: 'no_text' });
    expect(await client.call('chat.postMessage', { channel, blocks: 'nonsense' })).toMatchObject({
      error: 'invalid_blocks_format',
    });
  });
});

describe("Slack's limits on views", () => {
  const modal = (title: number, blocks: Block[], more: object = {}): object => ({
    type: 'modal',
    title: text(repeat(title)),
    submit: text('Send'),
    blocks,
    ...more,
  });
  const input = (label: number): Block => ({
    type: 'input',
    label: text(repeat(label)),
    element: { type: 'plain_text_input', action_id: 'x' },
  });

  it.each([
    ['title 24', modal(24, [section('x')]), modal(25, [section('x')])],
    ['100 blocks', modal(1, Array(100).fill(section('x'))), modal(1, Array(101).fill(section('x')))],
    ['input label 2000', modal(1, [input(2000)]), modal(1, [input(2001)])],
    ['submit with inputs', modal(1, [input(1)]), modal(1, [input(1)], { submit: undefined })],
    [
      'private_metadata 3000',
      modal(1, [section('x')], { private_metadata: repeat(3000) }),
      modal(1, [section('x')], { private_metadata: repeat(3001) }),
    ],
    [
      'callback_id 255',
      modal(1, [section('x')], { callback_id: repeat(255) }),
      modal(1, [section('x')], { callback_id: repeat(256) }),
    ],
  ])('%s: accepted at it, refused one over', async (_limit, at, over) => {
    const workspace = await workspaceFor();
    const client = slackClient(workspace);
    const user = workspace.as('on-call').user.id;
    const open = (view: object): Promise<Block> =>
      client.call('views.open', { trigger_id: workspace.state.newTrigger(user), view });

    expect(await open(at)).toMatchObject({ ok: true });
    expect(await open(over)).toMatchObject({ ok: false, error: 'invalid_arguments' });
  });

  it('a trigger opens one view, and only within three seconds', async () => {
    const workspace = await workspaceFor();
    const client = slackClient(workspace);
    const view = modal(1, [section('x')]);
    const trigger = workspace.state.newTrigger(workspace.as('on-call').user.id);
    const old = workspace.state.newTrigger(workspace.as('on-call').user.id);
    const kept = workspace.state.triggers.get(old);
    if (kept) kept.expiresAt = Date.now() - 1;

    expect(await client.call('views.open', { trigger_id: trigger, view })).toMatchObject({ ok: true });
    expect(await client.call('views.open', { trigger_id: trigger, view })).toMatchObject({
      error: 'exchanged_trigger_id',
    });
    expect(await client.call('views.open', { trigger_id: old, view })).toMatchObject({
      error: 'expired_trigger_id',
    });
    expect(await client.call('views.open', { trigger_id: 'made-up', view })).toMatchObject({
      error: 'invalid_trigger_id',
    });
  });
});
