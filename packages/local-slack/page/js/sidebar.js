import { avatar } from './avatar.js';
import { byId, h, reconcile } from './dom.js';
import { becomeUser, conversationTitle, openConversation, store, userById } from './store.js';

/** The team, who one is, and the conversations with their unread marks. */
export function showSidebar() {
  const { frame } = store;
  byId('team-name').textContent = frame.team.name;
  byId('team-mark').textContent = frame.team.name.slice(0, 1);
  byId('connection').textContent = store.connected ? '' : 'Not connected to the workspace. Trying again …';
  reconcile(byId('people'), frame.users.filter((user) => !user.isBot).map(personRow));
  const isDirect = ({ kind }) => kind === 'im' || kind === 'mpim';
  const channels = frame.conversations.filter((one) => !isDirect(one));
  reconcile(byId('channels'), channels.map(conversationRow));
  reconcile(byId('direct-messages'), frame.conversations.filter(isDirect).map(conversationRow));
  byId('help-label').hidden = frame.help.length === 0;
  reconcile(byId('help'), frame.help.map(helpRow));
  const waiting = frame.conversations.reduce((sum, one) => sum + one.badge, 0);
  byId('waiting').dataset.text = String(waiting);
  byId('waiting').hidden = waiting === 0;
  byId('open-sidebar').setAttribute(
    'aria-label',
    waiting > 0 ? `Conversations, ${waiting} unread` : 'Conversations',
  );
  document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${store.as} · ${frame.team.name}`;
}

/** On a phone the list is a drawer over the conversation. */
export function listenToSidebar() {
  byId('open-sidebar').addEventListener('click', () => {
    setDrawer(true);
    byId('close-sidebar').focus();
  });
  byId('close-sidebar').addEventListener('click', closeSidebar);
  byId('scrim').addEventListener('click', closeSidebar);
}

/** @returns whether it was open */
export function closeSidebar() {
  if (!byId('sidebar').classList.contains('drawn')) return false;
  setDrawer(false);
  byId('open-sidebar').focus();
  return true;
}

function setDrawer(isOpen) {
  byId('sidebar').classList.toggle('drawn', isOpen);
  byId('scrim').hidden = !isOpen;
  byId('conversation').inert = isOpen;
  byId('thread').inert = isOpen;
  byId('open-sidebar').setAttribute('aria-expanded', String(isOpen));
}

async function go(way) {
  await way();
  closeSidebar();
}

/** Stands in a window of its own: the conversation stays as it is. */
function helpRow({ title, address }) {
  return {
    key: address,
    signature: title,
    make: () =>
      h(
        'li',
        {},
        h(
          'a',
          { class: 'row', href: address, target: '_blank', rel: 'noopener', 'data-focus': address },
          h('span', { class: 'row-name' }, title),
        ),
      ),
  };
}

function personRow(user) {
  const isMe = user.id === store.frame.me;
  const said = user.isForeign ? 'other team' : user.isGuest ? 'guest' : undefined;
  return {
    key: user.id,
    signature: String(isMe),
    make: () =>
      h(
        'button',
        {
          type: 'button',
          role: 'radio',
          class: 'person',
          'aria-checked': String(isMe),
          // One stop of the Tab key, as any group of radio buttons.
          tabindex: isMe ? 0 : -1,
          'data-focus': user.id,
          onclick: () => void go(() => becomeUser(user.name)),
          onkeydown: moveInGroup,
        },
        avatar(user),
        h('span', { class: 'person-name' }, user.name),
        said ? h('span', { class: 'person-kind' }, said) : null,
      ),
  };
}

function moveInGroup(event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const all = [...event.currentTarget.parentElement.children];
  const next = all[(all.indexOf(event.currentTarget) + step + all.length) % all.length];
  next.focus();
  next.click();
}

function conversationRow(conversation) {
  const isOpen = conversation.id === store.channel;
  const title = conversationTitle(conversation);
  const user = conversation.with ? userById(conversation.with) : undefined;
  const classes = ['row', isOpen ? 'open' : '', conversation.unread > 0 && !isOpen ? 'unread' : '']
    .filter(Boolean)
    .join(' ');
  const badge = isOpen ? 0 : conversation.badge;
  const spoken = `${title}${conversation.unread > 0 ? `, ${conversation.unread} unread` : ''}`;
  return {
    key: conversation.id,
    signature: JSON.stringify([classes, badge, spoken]),
    make: () =>
      h(
        'li',
        {},
        h(
          'button',
          {
            type: 'button',
            class: classes,
            'aria-current': isOpen ? 'page' : null,
            'aria-label': spoken,
            'data-focus': conversation.id,
            onclick: () => void go(() => openConversation(conversation.id)),
          },
          user ? avatar(user) : h('span', { class: 'hash', 'data-text': '#' }),
          h('span', { class: 'row-name' }, title.replace(/^#/, '')),
          // Drawn by the style: the name of the button says it in words.
          user?.isBot ? h('span', { class: 'app-tag', 'data-text': 'APP' }) : null,
          badge > 0 ? h('span', { class: 'badge', 'data-text': badge }) : null,
        ),
      ),
  };
}
