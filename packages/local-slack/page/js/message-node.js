import { avatar } from './avatar.js';
import { blocks, picture } from './blocks.js';
import { fullDate, timeOf } from './dates.js';
import { h } from './dom.js';
import { emojiFor } from './emoji.js';
import { asOneStop } from './message-keys.js';
import { messageToolbar } from './message-toolbar.js';
import { mrkdwn } from './mrkdwn.js';
import { openThread, store, userById } from './store.js';
import { findOptions, useElement } from './use-element.js';

/**
 * One message.
 * @param {object} message
 * @param {boolean} follows whether it stands under the name of the message before
 * @param {'main' | 'thread'} where
 */
export function messageNode(message, follows, where) {
  const user = userById(message.user);
  const classes = ['message', follows ? 'follows' : '', message.isEphemeral ? 'ephemeral' : ''];
  const article = h(
    'article',
    {
      class: classes.filter(Boolean).join(' '),
      'data-ts': message.ts,
      'aria-label': `${user?.name ?? 'Somebody'} at ${timeOf(message.ts)}`,
      'aria-describedby': 'message-keys',
    },
    h('div', { class: 'gutter' }, follows ? timeNode(message.ts) : avatar(user)),
    h(
      'div',
      { class: 'content', 'data-frame': 'content' },
      message.isEphemeral ? h('p', { class: 'only-you' }, 'Only visible to you') : null,
      follows
        ? null
        : h(
            'p',
            { class: 'who' },
            h('strong', {}, user?.name ?? message.user),
            user?.isBot ? h('span', { class: 'app-tag' }, 'APP') : null,
            timeNode(message.ts),
          ),
      h('div', { class: 'body', 'data-frame': 'body' }, ...bodyOf(message)),
      message.edited ? h('span', { class: 'edited' }, message.bot_id ? '(updated)' : '(edited)') : null,
      message.files ? h('div', { class: 'files' }, ...message.files.map(fileNode)) : null,
      message.reactions ? h('div', { class: 'reactions' }, ...message.reactions.map(reactionNode)) : null,
      where === 'main' && message.reply_count ? threadLink(message) : null,
    ),
    message.isEphemeral ? null : messageToolbar(message, where),
  );
  return asOneStop(article);
}

function timeNode(ts) {
  const datetime = new Date(Number(ts) * 1000).toISOString();
  return h('time', { datetime, title: fullDate(ts) }, timeOf(ts));
}

function bodyOf(message) {
  const channel = message.channel ?? store.channel;
  const surface = {
    key: message.ts,
    values: message.values,
    use: (block, element, chosen, control) => void useElement(message, block, element, chosen, control),
    find: (block, element, query) => findOptions({ channel, ts: message.ts }, block, element, query),
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
  if (file.original_w || file.mimetype === 'image/jpeg') {
    const pixels = file.original_w ? { width: file.original_w, height: file.original_h } : undefined;
    return h(
      'figure',
      { class: 'image' },
      h('figcaption', { class: 'muted' }, file.title),
      picture({ image_url: file.url_private, alt_text: file.alt_txt ?? file.title, pixels }),
    );
  }
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
