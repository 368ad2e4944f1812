import { makeComposer } from './composer.js';
import { byId, h } from './dom.js';
import { showHomeTabs } from './home.js';
import { mainMessages, showMessages, threadMessages } from './messages.js';
import { showModal } from './modal.js';
import { showSidebar } from './sidebar.js';
import {
  conversationById,
  conversationTitle,
  openThread,
  start,
  store,
  subscribe,
  userById,
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
  if (showHomeTabs(byId('conversation-extra'), messages)) return;
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
  const toApp = conversationById(store.channel)?.with === store.frame.botUserId;
  return toApp && store.frame.messagesReadOnly
    ? 'Sending messages to this app has been turned off.'
    : undefined;
}

let threadShown = null;

function showThread() {
  const pane = byId('thread');
  pane.hidden = store.thread === null;
  byId('app').classList.toggle('with-thread', store.thread !== null);
  if (store.thread !== null) {
    byId('thread-place').textContent = title();
    showMessages(byId('thread-messages'), threadMessages(), 'thread');
    threadComposer.refresh(closedBecause());
    if (threadShown !== store.thread) threadComposer.focus();
  }
  threadShown = store.thread;
}

function show() {
  showSidebar();
  showConversation();
  mainComposer.refresh(closedBecause());
  showThread();
  showModal();
}

byId('close-thread').addEventListener('click', () => openThread(null));
document.addEventListener('keydown', (event) => {
  const inDialog = document.querySelector('dialog[open]');
  if (event.key === 'Escape' && !inDialog && store.thread !== null && !event.defaultPrevented)
    openThread(null);
});
document.addEventListener('tab', show);
subscribe(show);
start().then(
  () => mainComposer.focus(),
  (error) => {
    document.body.replaceChildren(
      h('p', { class: 'fatal', role: 'alert' }, `The workspace cannot be shown: ${error.message}`),
    );
  },
);
