import { h, reconcile } from './dom.js';
import { messageNode } from './message-node.js';
import { store } from './store.js';

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
