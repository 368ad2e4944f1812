import { act, fetchFrame, fetchMessages, listen } from './api.js';
import { readPermalink } from './slack-address.js';

/** What the page knows and shows; `frame` and `messages` are the workspace's own words. */
export const store = {
  as: null,
  frame: null,
  channel: null,
  thread: null,
  messages: [],
  /** Read up to here when the conversation was opened: the line "New" stands after it. */
  newSince: null,
  /** Tab of the app's own conversation. */
  tab: 'messages',
  /** The message that a link named, until it is shown. */
  wanted: null,
  connected: false,
};

const listeners = new Set();

export function subscribe(listener) {
  listeners.add(listener);
}

function notify() {
  for (const listener of listeners) listener();
}

export function userById(id) {
  return store.frame?.users.find((user) => user.id === id);
}

export function conversationById(id) {
  return store.frame?.conversations.find((one) => one.id === id);
}

export function conversationTitle(conversation) {
  if (conversation.kind === 'mpim') {
    const others = conversation.members.filter((id) => id !== store.frame.me);
    return others.map((id) => userById(id)?.name ?? id).join(', ');
  }
  if (conversation.kind !== 'im') return `#${conversation.name}`;
  return userById(conversation.with)?.name ?? 'direct message';
}

/** Sends an act of the current person. */
export function perform(name, body = {}) {
  return act(name, { as: store.as, ...body });
}

/** Whether the app's own conversation is open. */
export function withApp() {
  const conversation = conversationById(store.channel);
  return conversation?.kind === 'im' && conversation.with === store.frame.botUserId;
}

function writeAddress() {
  const query = new URLSearchParams({ as: store.as });
  const conversation = conversationById(store.channel);
  if (conversation) query.set('in', conversationTitle(conversation));
  if (store.thread) query.set('thread', store.thread);
  if (withApp() && store.tab === 'home') query.set('tab', 'home');
  history.replaceState(null, '', `/?${query}`);
}

export async function becomeUser(name) {
  const previous = store.frame && conversationById(store.channel);
  store.as = name;
  store.frame = await fetchFrame(name);
  const same = previous?.kind !== 'im' && conversationById(previous?.id);
  if (!same) store.thread = null;
  await openConversation((same || defaultConversation()).id, store.thread);
}

function defaultConversation() {
  const { conversations } = store.frame;
  const hasApp = (one) => one.kind !== 'im' && one.members.includes(store.frame.botUserId);
  return conversations.find(hasApp) ?? conversations[0];
}

export async function openConversation(id, thread = null, tab = 'messages') {
  store.channel = id;
  store.thread = thread;
  store.tab = tab;
  store.newSince = conversationById(id)?.lastRead ?? null;
  store.messages = await fetchMessages(store.as, id);
  writeAddress();
  notify();
  void markRead();
  tellTab();
}

/** Goes to a tab of the app's own conversation. */
export function setTab(tab) {
  store.tab = tab;
  writeAddress();
  notify();
  tellTab();
}

/** The app learns that its conversation was opened. */
function tellTab() {
  if (withApp()) void perform('home', { tab: store.tab });
}

/** Goes to the message that a link of this workspace names. */
export async function openPermalink({ channel, ts, thread }) {
  if (!conversationById(channel)) return;
  store.wanted = ts;
  await openConversation(channel, thread);
}

export function openThread(ts) {
  store.thread = ts;
  writeAddress();
  notify();
}

async function markRead() {
  if (document.visibilityState === 'visible') await perform('read', { channel: store.channel });
}

let refreshing = false;
let again = false;

/** Looks at everything again; changes that come meanwhile cause one more look. */
async function refresh() {
  if (refreshing) {
    again = true;
    return;
  }
  refreshing = true;
  try {
    do {
      again = false;
      const { as, channel } = store;
      const [frame, messages] = await Promise.all([fetchFrame(as), fetchMessages(as, channel)]);
      if (as !== store.as || channel !== store.channel) {
        again = true;
        continue;
      }
      store.frame = frame;
      store.messages = messages;
      notify();
      if (conversationById(channel)?.unread > 0) void markRead();
    } while (again);
  } finally {
    refreshing = false;
  }
}

export async function start() {
  const query = new URLSearchParams(location.search);
  store.frame = await fetchFrame(query.get('as') ?? '');
  store.as = userById(store.frame.me).name;
  const place = readPermalink(location.href);
  if (place && conversationById(place.channel)) await openPermalink(place);
  else {
    const wanted = query.get('in');
    const found = store.frame.conversations.find((one) => conversationTitle(one) === wanted);
    const { id } = found ?? defaultConversation();
    await openConversation(id, query.get('thread'), query.get('tab') ?? 'messages');
  }
  listen(
    (change) => {
      if (change.user === undefined || change.user === store.frame.me) void refresh();
    },
    (connected) => {
      store.connected = connected;
      notify();
      if (connected) void refresh();
    },
  );
  document.addEventListener('visibilitychange', () => void markRead());
}
