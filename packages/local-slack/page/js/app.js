import { makeComposer } from './composer.js';
import { byId, focusAgain, h } from './dom.js';
import { showHome, showTabs } from './home.js';
import { icon } from './icons.js';
import { listenToKeys } from './message-keys.js';
import { followEnd, mainMessages, showMessage, showMessages, threadMessages } from './messages.js';
import { showModal } from './modal.js';
import { closeSidebar, listenToSidebar, showSidebar } from './sidebar.js';
import {
  conversationById,
  conversationTitle,
  openThread,
  start,
  store,
  subscribe,
  userById,
  withApp,
} from './store.js';

const title = () => {
  const conversation = conversationById(store.channel);
  return conversation ? conversationTitle(conversation) : '';
};
const mainComposer = makeComposer(byId('composer-place'), {
  id: 'composer-main',
  thread: () => undefined,
  label: () => `Message ${title()}`,
});
const threadComposer = makeComposer(byId('thread-composer-place'), {
  id: 'composer-thread',
  thread: () => store.thread ?? undefined,
  label: () => 'Reply …',
});

function showConversation() {
  const conversation = conversationById(store.channel);
  if (!conversation) return;
  byId('conversation-name').textContent = title();
  byId('conversation-topic').textContent = topicOf(conversation);
  const messages = byId('messages');
  showTabs(byId('conversation-extra'));
  const onHome = showHome(byId('home'));
  messages.hidden = onHome;
  byId('composer-place').hidden = onHome;
  if (onHome) return;
  const shown = mainMessages();
  showMessages(messages, shown, 'main');
  if (shown.length === 0) {
    messages.replaceChildren(h('p', { class: 'empty' }, emptyText(conversation)));
    messages.dataset.context = '';
  }
}

function topicOf(conversation) {
  if (conversation.kind === 'im') return userById(conversation.with)?.realName ?? '';
  const shared = conversation.isExtShared ? 'Shared with another organisation. ' : '';
  return `${shared}${conversation.members.length} members. ${conversation.topic}`;
}

function emptyText(conversation) {
  const hasBot = conversation.members.includes(store.frame.botUserId);
  if (conversation.kind === 'im') return 'Nothing here yet.';
  if (!hasBot) {
    const app = userById(store.frame.botUserId)?.name;
    return `Nothing here yet. The app is not in this channel: /invite @${app} adds it.`;
  }
  const [first] = store.frame.commands;
  return first ? `Nothing here yet. Try: ${first.command} ${first.usageHint ?? ''}` : 'Nothing here yet.';
}

function closedBecause() {
  return withApp() && store.frame.messagesReadOnly
    ? 'Sending messages to this app has been turned off.'
    : undefined;
}

/** The thread that was shown last; undefined until the page has shown anything. */
let threadShown;
const narrow = matchMedia('(max-width: 1000px)');
narrow.addEventListener('change', () => store.frame && showThread());

function showThread() {
  const pane = byId('thread');
  pane.hidden = store.thread === null;
  // Where there is room for one of the two, the thread is what the page shows.
  const isAlone = narrow.matches;
  pane.setAttribute('role', isAlone ? 'main' : 'complementary');
  byId('thread-name').setAttribute('aria-level', isAlone ? '1' : '2');
  byId('app').classList.toggle('with-thread', store.thread !== null);
  if (store.thread !== null) {
    byId('thread-place').textContent = title();
    showMessages(byId('thread-messages'), threadMessages(), 'thread');
    threadComposer.refresh(closedBecause());
    // Who opens a thread reads first what it is about.
    if (threadShown !== undefined && threadShown !== store.thread)
      byId('thread-messages').querySelector('.message')?.focus({ preventScroll: true });
  } else if (typeof threadShown === 'string' && document.activeElement === document.body) {
    focusAgain(`thread/${threadShown}`) ?? focusAgain(`reply/${threadShown}`);
  }
  threadShown = store.thread;
}

function show() {
  // Nothing is there to be used before the page knows the workspace.
  byId('app').hidden = false;
  showSidebar();
  showConversation();
  mainComposer.refresh(closedBecause());
  showThread();
  showModal();
  if (store.wanted !== null) {
    showMessage(byId(store.thread === null ? 'messages' : 'thread-messages'), store.wanted);
    store.wanted = null;
  }
}

byId('close-thread').addEventListener('click', () => openThread(null));
for (const id of ['messages', 'thread-messages']) {
  listenToKeys(byId(id));
  followEnd(byId(id));
}
listenToSidebar();
for (const button of document.querySelectorAll('[data-icon]')) button.prepend(icon(button.dataset.icon));
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  if (!closeSidebar() && store.thread !== null) openThread(null);
});
subscribe(show);
start().then(
  () => {
    if (store.thread === null && !matchMedia('(max-width: 640px)').matches) mainComposer.focus();
  },
  (error) => {
    document.body.replaceChildren(
      h('main', { class: 'fatal', role: 'alert' }, `The workspace cannot be shown: ${error.message}`),
    );
  },
);
