import { h } from './dom.js';

/** Looks at each table again when the room for it changes. */
const rooms = new ResizeObserver((entries) => {
  for (const { target } of entries) fit(target);
});

/**
 * A table. Where it is wider than the room for it, each row stands as a list of its cells, each with its column's name: so
 * nothing has to be scrolled sideways.
 * @typedef {{ nodes: (Node | string)[], class?: string }} Cell
 * @param {Cell[]} head
 * @param {Cell[][]} rows
 * @param {string} [caption]
 */
export function fittingTable(head, rows, caption) {
  const names = head.map(({ nodes }) => nodes.map((node) => node.textContent ?? node).join(''));
  const table = h(
    'table',
    { 'aria-label': caption ? undefined : 'Table' },
    caption ? h('caption', {}, caption) : null,
    h(
      'thead',
      {},
      h('tr', {}, ...head.map((cell) => h('th', { scope: 'col', class: cell.class }, ...cell.nodes))),
    ),
    h(
      'tbody',
      {},
      ...rows.map((row) =>
        h(
          'tr',
          {},
          ...row.map((cell, column) =>
            h('td', { class: cell.class, 'data-column': names[column] ?? '' }, ...cell.nodes),
          ),
        ),
      ),
    ),
  );
  const room = h('div', { class: 'table-room' }, table);
  rooms.observe(room);
  return room;
}

function fit(room) {
  const before = room.offsetHeight;
  room.classList.remove('stacked');
  if (room.scrollWidth > room.clientWidth) room.classList.add('stacked');
  if (room.offsetHeight !== before) room.dispatchEvent(new Event('fitted'));
}
