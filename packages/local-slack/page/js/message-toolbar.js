import { announce, h } from './dom.js';
import { icon } from './icons.js';
import { toggleMenu } from './menu.js';
import { openThread, perform, store } from './store.js';

/** What can be done with a message: a thread, and a menu with the app's message shortcuts. */
export function messageToolbar(message, where) {
  const reply = h(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': 'Reply in thread',
      title: 'Reply in thread',
      'data-focus': `reply/${message.ts}`,
      onclick: () => openThread(message.thread_ts ?? message.ts),
    },
    icon('reply'),
  );
  const more = h(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': 'More actions',
      title: 'More actions',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'data-focus': `more/${message.ts}`,
      onclick: () => toggleMenu(more, itemsFor(message)),
    },
    icon('more'),
  );
  return h('div', { class: 'toolbar' }, where === 'main' ? reply : null, more);
}

function itemsFor(message) {
  const channel = message.channel ?? store.channel;
  const shortcuts = store.frame.shortcuts.filter(({ kind }) => kind === 'message');
  return [
    ...shortcuts.map(({ name, description, callbackId }) => ({
      text: name,
      about: description,
      act: () => void choose({ channel, ts: message.ts, callbackId }),
    })),
    { text: 'Copy link', act: () => void copyLink(channel, message) },
  ];
}

async function choose(body) {
  const delivery = await perform('shortcut', body);
  if (delivery.outcome !== 'acknowledged') announce('The app did not respond. Try again.');
}

async function copyLink(channel, { ts, thread_ts: thread }) {
  const query = thread && thread !== ts ? `?${new URLSearchParams({ thread_ts: thread, cid: channel })}` : '';
  await navigator.clipboard.writeText(
    `${location.origin}/archives/${channel}/p${ts.replace('.', '')}${query}`,
  );
  announce('Link copied');
}
