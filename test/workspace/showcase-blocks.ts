import type { AnyBlock, HomeView, ModalView, PlainTextElement } from '@slack/types';

function text(value: string): PlainTextElement {
  return { type: 'plain_text', text: value };
}

const OPTIONS = ['eth0', 'eth1', 'eth2'].map((value) => ({ text: text(value), value }));

/** A message with every kind of block and element that a page has to draw. */
export function cardBlocks(pictureId: string): AnyBlock[] {
  return [
    { type: 'header', text: text('server-b eth1: no answer') },
    {
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: ':red_circle: *Dropped* by `rp_filter`, see <https://example.com/rp_filter|the kernel document> and <!date^1798761600^{date_short} at {time}|a date>.\n> replies leave by eth0',
      },
      accessory: { type: 'overflow', action_id: 'more', options: OPTIONS },
    },
    {
      type: 'section',
      fields: ['*Host*\nserver-b', '*Interface*\neth1'].map((value) => ({ type: 'mrkdwn', text: value })),
    },
    {
      type: 'image',
      slack_file: { id: pictureId },
      alt_text: 'The way of the packet',
      title: text('Packet path'),
    },
    {
      type: 'container',
      title: text('Evidence'),
      subtitle: text('4 of 4 stages'),
      is_collapsible: true,
      default_collapsed: true,
      child_blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '```rp_filter = 1```' } }],
    },
    {
      type: 'plan',
      title: 'Plan',
      tasks: [
        { type: 'task_card', task_id: '1', title: 'Look', status: 'complete' },
        { type: 'task_card', task_id: '2', title: 'Change', status: 'in_progress' },
        { type: 'task_card', task_id: '3', title: 'Verify', status: 'pending' },
      ],
    },
    {
      type: 'table',
      rows: [
        ['Table', 'Priority', 'Route', 'Device', 'Source', 'Metric'],
        ['main', '32766', 'default via 172.16.4.1', 'eth0', '172.16.4.4', '100'],
      ].map((row) => row.map((value) => ({ type: 'raw_text', text: value }))),
    },
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: 'fix',
          style: 'primary',
          text: text("Send eth1's replies out eth1 (recommended)"),
          confirm: {
            title: text('Change server-b?'),
            text: { type: 'mrkdwn', text: 'It asks an *approver* first.' },
            confirm: text('Ask'),
            deny: text('Not now'),
          },
        },
        { type: 'button', action_id: 'stop', style: 'danger', text: text('Stop') },
        { type: 'button', action_id: 'again', text: text('Look again') },
        { type: 'static_select', action_id: 'which', placeholder: text('Interface'), options: OPTIONS },
        { type: 'datepicker', action_id: 'day' },
      ],
    },
    { type: 'context', elements: [{ type: 'mrkdwn', text: 'Asked by on-call · 2 minutes ago' }] },
  ] as AnyBlock[];
}

const label = text;

/** A form with each kind of input. */
export const FORM: ModalView = {
  type: 'modal',
  callback_id: 'check',
  title: text('Check an interface'),
  submit: text('Check'),
  close: text('Cancel'),
  blocks: [
    { type: 'section', text: { type: 'mrkdwn', text: 'What does not answer?' } },
    {
      type: 'input',
      block_id: 'host',
      label: label('Host'),
      hint: text('From the inventory'),
      element: {
        type: 'external_select',
        action_id: 'host',
        min_query_length: 1,
        placeholder: text('Type a name'),
      },
    },
    {
      type: 'input',
      block_id: 'interface',
      label: label('Interface'),
      element: { type: 'static_select', action_id: 'interface', options: OPTIONS },
    },
    {
      type: 'input',
      block_id: 'senders',
      optional: true,
      label: label('Senders'),
      element: { type: 'multi_external_select', action_id: 'host', min_query_length: 1 },
    },
    {
      type: 'input',
      block_id: 'how',
      label: label('How'),
      element: { type: 'radio_buttons', action_id: 'how', options: OPTIONS },
    },
    {
      type: 'input',
      block_id: 'also',
      optional: true,
      label: label('Also'),
      element: { type: 'checkboxes', action_id: 'also', options: OPTIONS },
    },
    {
      type: 'input',
      block_id: 'seconds',
      label: label('Seconds'),
      element: { type: 'number_input', action_id: 'seconds', is_decimal_allowed: false, initial_value: '5' },
    },
    {
      type: 'input',
      block_id: 'words',
      optional: true,
      label: label('In your words'),
      element: { type: 'plain_text_input', action_id: 'words', multiline: true },
    },
    { type: 'actions', elements: [{ type: 'button', action_id: 'next', text: text('More …') }] },
  ],
};

/** A second dialog on top of the form. */
export const MORE: ModalView = {
  type: 'modal',
  title: text('More'),
  blocks: [{ type: 'section', text: text('Nothing more to ask.') }],
};

/** The Home tab. */
export const HOME: HomeView = {
  type: 'home',
  blocks: [
    { type: 'header', text: text('Waiting for you') },
    {
      type: 'section',
      text: { type: 'mrkdwn', text: '*server-b eth1*: approve the change?' },
      accessory: { type: 'button', action_id: 'again', text: text('Open') },
    },
    { type: 'divider' },
    { type: 'header', text: text('Standing fixes') },
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: 'stop',
          style: 'danger',
          text: text('Undo'),
          confirm: { text: text('Undo it?'), confirm: text('Undo'), deny: text('Keep'), title: text('Undo') },
        },
        { type: 'external_select', action_id: 'host', min_query_length: 1, placeholder: text('A host') },
      ],
    },
    { type: 'context', elements: [{ type: 'mrkdwn', text: 'Changed a moment ago' }] },
  ],
};
