import { blocks } from './blocks.js';
import { openConfirm } from './confirm.js';
import { h, reconcile } from './dom.js';
import { emojiFor } from './emoji.js';
import { mrkdwn } from './mrkdwn.js';
import { openThread, perform, store, userById } from './store.js';

/** Messages of one person within this time stand under one name. */
const GROUP_SECONDS = 300;

/** The channel's own messages: no replies, unless they were sent to the channel too. */
export function mainMessages() {
  return store.messages.filter(
    (message) => message.thread_ts === undefined || message.thread_ts === message.ts || message.isBroadcast,
  );
}

export function threadMessages() {
  return store.messages.filter(
    (message) => message.ts === store.thread || message.thread_ts === store.thread,
  );
}

/**
 * Brings a list of messages up to date, keeping the end in view where it was.
 * @param {HTMLElement} place
 * @param {object[]} messages
 * @param {'main' | 'thread'} where
 */
export function showMessages(place, messages, where) {
  const context = `${store.as}/${store.channel}/${where === 'thread' ? store.thread : ''}`;
  const isNew = place.dataset.context !== context;
  const wasAtEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 60;
  if (isNew) place.replaceChildren();
  place.dataset.context = context;
  reconcile(place, rows(messages, where));
  if (isNew || wasAtEnd) place.scrollTop = place.scrollHeight;
}

function rows(messages, where) {
  const result = [];
  let previous;
  let marked = false;
  for (const message of messages) {
    const day = new Date(Number(message.ts) * 1000).toDateString();
    if (where === 'main' && (!previous || new Date(Number(previous.ts) * 1000).toDateString() !== day)) {
      result.push({
        key: `day ${day}`,
        signature: '',
        make: () => h('div', { class: 'day' }, h('span', {}, dayName(message.ts))),
      });
      previous = undefined;
    }
    if (where === 'main' && !marked && isUnread(message)) {
      marked = true;
      previous = undefined;
      result.push({
        key: 'new',
        signature: '',
        make: () => h('div', { class: 'new-line' }, h('span', {}, 'New')),
      });
    }
    const follows = isFollowUp(previous, message);
    const signature = JSON.stringify([message, follows, where]);
    result.push({ key: message.ts, signature, make: () => messageNode(message, follows, where) });
    previous = message;
  }
  return result;
}

function isUnread(message) {
  return (
    !message.isEphemeral &&
    store.newSince !== null &&
    store.newSince !== '0' &&
    message.ts > store.newSince &&
    message.user !== store.frame.me
  );
}

function isFollowUp(previous, message) {
  if (!previous || previous.user !== message.user || previous.isEphemeral !== message.isEphemeral)
    return false;
  return previous.reply_count === undefined && Number(message.ts) - Number(previous.ts) < GROUP_SECONDS;
}

function dayName(ts) {
  const date = new Date(Number(ts) * 1000);
  return date.toDateString() === new Date().toDateString()
    ? 'Today'
    : date.toLocaleDateString(undefined, { weekday: 'long', month: 'long', day: 'numeric' });
}

export function timeOf(ts) {
  return new Date(Number(ts) * 1000).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}

function messageNode(message, follows, where) {
  const user = userById(message.user);
  const time = h('time', { datetime: new Date(Number(message.ts) * 1000).toISOString() }, timeOf(message.ts));
  const classes = ['message', follows ? 'follows' : '', message.isEphemeral ? 'ephemeral' : ''].filter(
    Boolean,
  );
  return h(
    'article',
    {
      class: classes.join(' '),
      'data-ts': message.ts,
      'aria-label': `${user?.name ?? 'Somebody'} at ${timeOf(message.ts)}`,
    },
    h('div', { class: 'gutter' }, follows ? time.cloneNode(true) : avatar(user)),
    h(
      'div',
      { class: 'content' },
      message.isEphemeral ? h('p', { class: 'only-you' }, 'Only visible to you') : null,
      follows
        ? null
        : h(
            'p',
            { class: 'who' },
            h('strong', {}, user?.name ?? message.user),
            user?.isBot ? h('span', { class: 'app-tag' }, 'APP') : null,
            time,
          ),
      h('div', { class: 'body' }, ...bodyOf(message)),
      message.edited ? h('span', { class: 'edited' }, message.bot_id ? '(updated)' : '(edited)') : null,
      message.files ? h('div', { class: 'files' }, ...message.files.map(fileNode)) : null,
      message.reactions ? h('div', { class: 'reactions' }, ...message.reactions.map(reactionNode)) : null,
      where === 'main' && message.reply_count ? threadLink(message) : null,
    ),
    message.isEphemeral ? null : toolbar(message, where),
  );
}

export function avatar(user) {
  if (!user) return h('span', { class: 'avatar' });
  const letters = user.name
    .split('-')
    .map((word) => word[0])
    .join('')
    .slice(0, 2)
    .toUpperCase();
  const node = h('span', { class: `avatar${user.isBot ? ' bot' : ''}`, 'aria-hidden': 'true' }, letters);
  node.style.backgroundColor = user.color;
  return node;
}

function bodyOf(message) {
  const surface = {
    key: message.ts,
    use: (block, element, chosen, control) => void use(message, block, element, chosen, control),
  };
  const nodes = message.blocks?.length ? blocks(message.blocks, surface) : mrkdwn(message.text ?? '');
  for (const attachment of message.attachments ?? []) nodes.push(attachmentNode(attachment, surface));
  return nodes;
}

function attachmentNode(attachment, surface) {
  const inside = attachment.blocks
    ? blocks(attachment.blocks, surface)
    : mrkdwn(attachment.text ?? attachment.fallback ?? '');
  const node = h('div', { class: 'attachment' }, ...inside);
  if (/^#[0-9a-f]{3,8}$/i.test(attachment.color ?? '')) node.style.borderLeftColor = attachment.color;
  return node;
}

/** Uses an element: asks first where it has a confirm dialog, shows that it is on the way, says when nobody answered. */
async function use(message, block, element, chosen, control) {
  if (element.url) window.open(element.url, '_blank', 'noopener');
  if (element.confirm && !(await openConfirm(element.confirm))) return;
  control.setAttribute('aria-busy', 'true');
  control.disabled = true;
  try {
    const delivery = await perform('press', {
      channel: message.channel ?? store.channel,
      ts: message.ts,
      actionId: element.action_id,
      blockId: block.block_id,
      chosen,
      ...(typeof element.value === 'string' ? { value: element.value } : {}),
    });
    if (delivery.outcome !== 'acknowledged') warn(control, 'The app did not respond. Try again.');
  } catch (error) {
    warn(control, error.message);
  } finally {
    control.removeAttribute('aria-busy');
    control.disabled = false;
  }
}

function warn(control, text) {
  const row = control.closest('.block') ?? control.parentElement;
  row.querySelector('.warning')?.remove();
  row.append(h('span', { class: 'warning', role: 'alert' }, emojiFor('warning'), ` ${text}`));
}

function fileNode(file) {
  if (file.mimetype?.startsWith('image/'))
    return h('img', { class: 'file-image', src: file.url_private, alt: file.title });
  const size = file.size > 2048 ? `${Math.round(file.size / 1024)} kB` : `${file.size} bytes`;
  return h(
    'a',
    { class: 'file', href: file.url_private, target: '_blank', rel: 'noopener' },
    emojiFor('page_facing_up'),
    h('span', {}, file.title),
    h('span', { class: 'muted' }, size),
  );
}

function reactionNode(reaction) {
  return h(
    'span',
    { class: 'reaction', title: reaction.name },
    emojiFor(reaction.name),
    ` ${reaction.count}`,
  );
}

function threadLink(message) {
  const count = message.reply_count === 1 ? '1 reply' : `${message.reply_count} replies`;
  const faces = message.reply_users.slice(0, 3).map((id) => avatar(userById(id)));
  return h(
    'button',
    {
      type: 'button',
      class: 'thread-link',
      'data-focus': `thread/${message.ts}`,
      onclick: () => openThread(message.ts),
    },
    h('span', { class: 'faces' }, ...faces),
    h('span', { class: 'count' }, count),
    h('span', { class: 'muted' }, `Last reply ${timeOf(message.latest_reply)}`),
  );
}

function toolbar(message, where) {
  const shortcuts = store.frame.shortcuts.filter((shortcut) => shortcut.kind === 'message');
  const reply = h(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'data-focus': `reply/${message.ts}`,
      onclick: () => openThread(message.thread_ts ?? message.ts),
    },
    'Reply in thread',
  );
  const buttons = shortcuts.map((shortcut) =>
    h(
      'button',
      {
        type: 'button',
        class: 'icon-button',
        onclick: () =>
          void perform('shortcut', {
            channel: store.channel,
            ts: message.ts,
            callbackId: shortcut.callbackId,
          }),
      },
      shortcut.name,
    ),
  );
  return h('div', { class: 'toolbar' }, where === 'main' ? reply : null, ...buttons);
}
