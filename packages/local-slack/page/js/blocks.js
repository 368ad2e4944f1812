import { h } from './dom.js';
import { element } from './elements.js';
import { emojiText } from './emoji.js';
import { fittingTable } from './fitting-table.js';
import { markdown } from './markdown.js';
import { textObject } from './mrkdwn.js';
import { richText } from './rich-text.js';

/**
 * Where blocks stand, and what using one of their elements does.
 * @typedef {{ key: string, use: (block: object, element: object, chosen: object, control: HTMLElement) => void,
 *   find: (block: object, element: object, query: string) => Promise<{ options: object[], note?: string }>,
 *   values?: object, input?: (block: object) => HTMLElement }} Surface
 * `values`: what the person has chosen there, in Slack's form.
 */

/** The blocks of a message, modal or Home tab as nodes. */
export function blocks(list, surface) {
  return list.map((block) => blockNode(block, surface));
}

function blockNode(block, surface) {
  const draw = Object.hasOwn(DRAW, block.type) ? DRAW[block.type] : unknown;
  const node = draw(block, surface);
  node.dataset.part = partOf(block, surface.values);
  return node;
}

/** What makes two drawn blocks the same; ids that the workspace gave to what nobody uses differ from one update to the next. */
function partOf(block, values) {
  return JSON.stringify([block, values], (_key, value) =>
    value?.block_id === undefined || isUsed(value) ? value : { ...value, block_id: undefined },
  );
}

function isUsed({ type, accessory }) {
  return accessory !== undefined || ['actions', 'context_actions', 'input'].includes(type);
}

const DRAW = {
  actions: (block, surface) =>
    h('div', { class: 'block actions' }, ...block.elements.map((one) => element(block, one, surface))),
  alert: (block) =>
    h(
      'div',
      { class: `block alert level-${block.level ?? 'default'}`, role: 'note' },
      ...textObject(block.text),
    ),
  card,
  carousel: (block, surface) =>
    h(
      'div',
      { class: 'block carousel', role: 'group', 'aria-label': 'Cards' },
      ...block.elements.map((one) => card(one, surface)),
    ),
  container,
  context: (block) =>
    h(
      'div',
      { class: 'block context' },
      ...block.elements.map((one) =>
        one.type === 'image'
          ? h('img', { src: one.image_url, alt: one.alt_text })
          : h('div', { class: 'context-text' }, ...textObject(one)),
      ),
    ),
  context_actions: (block, surface) =>
    h('div', { class: 'block actions' }, ...block.elements.map((one) => element(block, one, surface))),
  data_table: (block) => table(block, block.caption),
  divider: () => h('hr', { class: 'block' }),
  header: (block) =>
    h('div', { class: 'block header', role: 'heading', 'aria-level': 2 }, emojiText(block.text.text)),
  image: (block) =>
    h(
      'figure',
      { class: 'block image' },
      block.title ? h('figcaption', {}, ...textObject(block.title)) : null,
      picture(block),
    ),
  input: (block, surface) => (surface.input ? surface.input(block) : unknown(block)),
  markdown: (block) => h('div', { class: 'block markdown' }, ...markdown(block.text)),
  plan,
  rich_text: (block) => h('div', { class: 'block' }, richText(block)),
  section,
  table: (block) => table(block),
  task_card: (block, surface) => h('div', { class: 'block' }, task(block, surface)),
  video: (block) =>
    h(
      'p',
      { class: 'block' },
      '▶ ',
      h('a', { href: block.title_url ?? '#', rel: 'noopener' }, block.title.text),
    ),
};

/** An image, at its own proportions while it loads where they are known; it opens in full. */
export function picture({ image_url: url, alt_text: alt, pixels }) {
  const image = h('img', { src: url, alt, width: pixels?.width, height: pixels?.height });
  if (!/^(?:https?:\/\/|\/)/.test(url)) return image;
  return h('a', { class: 'picture', href: url, target: '_blank', rel: 'noopener' }, image);
}

function unknown(block) {
  return h('p', { class: 'block unknown' }, `(${block.type})`);
}

function section(block, surface) {
  return h(
    'div',
    { class: 'block section' },
    h(
      'div',
      { class: 'section-main' },
      ...textObject(block.text),
      block.fields
        ? h(
            'div',
            { class: 'fields' },
            ...block.fields.map((field) => h('div', { class: 'field' }, ...textObject(field))),
          )
        : null,
    ),
    block.accessory ? h('div', { class: 'accessory' }, element(block, block.accessory, surface)) : null,
  );
}

function card(block, surface) {
  return h(
    'div',
    { class: 'block card' },
    block.hero_image ? h('img', { src: block.hero_image.image_url, alt: block.hero_image.alt_text }) : null,
    block.title ? h('div', { class: 'card-title' }, ...textObject(block.title)) : null,
    block.subtitle ? h('div', { class: 'muted' }, ...textObject(block.subtitle)) : null,
    block.body ? h('div', {}, ...textObject(block.body)) : null,
    block.actions
      ? h('div', { class: 'actions' }, ...block.actions.map((one) => element(block, one, surface)))
      : null,
  );
}

/** Which containers and tasks a person opened or closed, so that an update of the message leaves them so. */
const opened = new Map();

function disclosure(key, openAtFirst, attributes, summary, ...content) {
  const isOpen = opened.get(key) ?? openAtFirst;
  const details = h('details', { ...attributes, open: isOpen }, summary, ...content);
  details.addEventListener('toggle', () => opened.set(key, details.open));
  return details;
}

function container(block, surface) {
  const title = block.rich_text_title
    ? richText(block.rich_text_title)
    : h('span', {}, emojiText(block.title.text));
  const head = [
    h('span', { class: 'container-title' }, title),
    block.subtitle ? h('span', { class: 'muted' }, ...textObject(block.subtitle)) : null,
  ];
  const body = h('div', { class: 'container-body' }, ...blocks(block.child_blocks, surface));
  if (!block.is_collapsible) {
    const divided = block.has_header_divider ? ' divided' : '';
    return h(
      'div',
      { class: 'block container' },
      h('div', { class: `container-head${divided}` }, ...head),
      body,
    );
  }
  const key = `${surface.key}/${block.block_id}/${block.title?.text ?? ''}`;
  const summary = h('summary', { class: 'container-head', 'data-focus': key }, ...head);
  return disclosure(key, !block.default_collapsed, { class: 'block container' }, summary, body);
}

const TASK_STATES = {
  pending: ['○', 'to do'],
  in_progress: ['◐', 'under way'],
  complete: ['✓', 'done'],
  error: ['✗', 'failed'],
};

function plan(block, surface) {
  const tasks = (block.tasks ?? []).map((one) => h('li', {}, task(one, surface)));
  return h(
    'div',
    { class: 'block plan' },
    h('div', { class: 'plan-title' }, block.title),
    h('ol', {}, ...tasks),
  );
}

function task(block, surface) {
  const [mark, said] = TASK_STATES[block.status] ?? TASK_STATES.pending;
  const head = [
    h('span', { class: 'task-mark', 'aria-hidden': 'true' }, mark),
    h('span', { class: 'task-title' }, block.title),
    h('span', { class: 'visually-hidden' }, ` (${said})`),
  ];
  const body = [block.details, block.output].filter(Boolean).map(richText);
  if (body.length === 0)
    return h('div', { class: `task ${block.status}` }, h('div', { class: 'task-head' }, ...head));
  const key = `${surface.key}/${block.task_id}`;
  const summary = h('summary', { class: 'task-head', 'data-focus': key }, ...head);
  return disclosure(key, false, { class: `task ${block.status}` }, summary, ...body);
}

function table(block, caption) {
  const [head = [], ...rows] = block.rows;
  const align = (column) => `align-${block.column_settings?.[column]?.align ?? 'left'}`;
  const made = (cell, column) => ({ class: align(column), nodes: [tableCell(cell)] });
  return h(
    'div',
    { class: 'block' },
    fittingTable(
      head.map(made),
      rows.map((row) => row.map(made)),
      caption,
    ),
  );
}

function tableCell(cell) {
  if (cell.type === 'rich_text') return richText(cell);
  return String(cell.text ?? cell.number ?? cell.value ?? '');
}
