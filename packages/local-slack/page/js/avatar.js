import { h } from './dom.js';

/** A person's initials on their colour. */
export function avatar(user) {
  if (!user) return h('span', { class: 'avatar' });
  const letters = user.name
    .split('-')
    .map((word) => word[0])
    .join('')
    .slice(0, 2)
    .toUpperCase();
  const node = h('span', { class: `avatar${user.isBot ? ' bot' : ''}`, 'data-text': letters });
  node.style.backgroundColor = user.color;
  return node;
}
