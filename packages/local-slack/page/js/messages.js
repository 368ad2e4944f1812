import { dayName, dayOf } from './dates.js';
import { h, reconcile, renew, replace } from './dom.js';
import { messageNode } from './message-node.js';
import { store, userById } from './store.js';

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
 * Brings a list of messages up to date. A channel opens at its newest message and keeps its end in view; a thread opens at
 * its top, where the message stands that it is about.
 * @param {HTMLElement} place
 * @param {object[]} messages
 * @param {'main' | 'thread'} where
 */
export function showMessages(place, messages, where) {
  const context = `${store.as}/${store.channel}/${where === 'thread' ? store.thread : ''}`;
  const isNew = place.dataset.context !== context;
  if (isNew) place.replaceChildren();
  place.dataset.context = context;
  reconcile(place, rows(messages, where), renewMessage);
  if (isNew) place.dataset.atEnd = String(where === 'main');
  if (isNew && where === 'thread') place.scrollTop = 0;
  keepEnd(place);
}

/** A message that is changed stays the node that it is; lines between messages are made anew. */
function renewMessage(element, made) {
  return element.matches('.message') ? renew(element, made) : replace(element, made);
}

/** Whoever reads the end of a list goes on reading it, also when an image in it has come. */
export function followEnd(place) {
  let before = 0;
  place.addEventListener('scroll', () => {
    const left = place.scrollHeight - place.scrollTop - place.clientHeight;
    // What grows below moves nothing up: only a person does.
    if (left < 60) place.dataset.atEnd = 'true';
    else if (place.scrollTop < before) place.dataset.atEnd = 'false';
    before = place.scrollTop;
  });
  for (const grown of ['load', 'fitted'])
    place.addEventListener(grown, () => keepEnd(place), { capture: true });
  new ResizeObserver(() => keepEnd(place)).observe(place);
}

function keepEnd(place) {
  if (place.dataset.atEnd === 'true') place.scrollTop = place.scrollHeight;
}

/** Brings the message that a link names into view. */
export function showMessage(place, ts) {
  const article = place.querySelector(`.message[data-ts="${CSS.escape(ts)}"]`);
  article?.scrollIntoView({ block: 'center' });
  article?.focus({ preventScroll: true });
}

function rows(messages, where) {
  const { locale, timeZone } = userById(store.frame.me);
  const result = [];
  let previous;
  let marked = false;
  for (const message of messages) {
    const day = dayOf(message.ts);
    if (where === 'main' && (!previous || dayOf(previous.ts) !== day)) {
      const name = dayName(message.ts);
      result.push({
        key: `day ${day}`,
        signature: name,
        make: () => h('div', { class: 'day' }, h('span', {}, name)),
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
    const signature = JSON.stringify([message, follows, where, locale, timeZone]);
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
