import { avatar } from './avatar.js';
import { blocks } from './blocks.js';
import { h } from './dom.js';
import { emojiFor } from './emoji.js';
import { mrkdwn } from './mrkdwn.js';
import { openThread, perform, store, userById } from './store.js';
import { useElement } from './use-element.js';

export function timeOf(ts) {
  return new Date(Number(ts) * 1000).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}

/**
 * One message.
 * @param {object} message
 * @param {boolean} follows whether it stands under the name of the message before
 * @param {'main' | 'thread'} where
 */
export function messageNode(message, follows, where) {
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

function bodyOf(message) {
  const surface = {
    key: message.ts,
    use: (block, element, chosen, control) => void useElement(message, block, element, chosen, control),
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
