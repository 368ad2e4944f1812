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
  const channels = frame.conversations.filter((one) => one.kind !== 'im');
  const direct = frame.conversations.filter((one) => one.kind === 'im');
  reconcile(byId('channels'), channels.map(conversationRow));
  reconcile(byId('direct-messages'), direct.map(conversationRow));
  const waiting = frame.conversations.reduce((sum, one) => sum + one.badge, 0);
  document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${store.as} · ${frame.team.name}`;
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
          'data-focus': user.id,
          onclick: () => void becomeUser(user.name),
        },
        avatar(user),
        h('span', { class: 'person-name' }, user.name),
        said ? h('span', { class: 'person-kind' }, said) : null,
      ),
  };
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
            onclick: () => void openConversation(conversation.id),
          },
          user ? avatar(user) : h('span', { class: 'hash', 'aria-hidden': 'true' }, '#'),
          h('span', { class: 'row-name' }, user ? user.name : conversation.name),
          user?.isBot ? h('span', { class: 'app-tag' }, 'APP') : null,
          badge > 0 ? h('span', { class: 'badge', 'aria-hidden': 'true' }, String(badge)) : null,
        ),
      ),
  };
}
