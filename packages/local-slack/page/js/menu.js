import { h } from './dom.js';

let open;

/**
 * A menu under a button: arrow keys move in it, Escape closes it and gives the focus back.
 * @param {HTMLElement} anchor the button that opened it
 * @param {{ text: string, about?: string, act: () => void }[]} items
 */
export function toggleMenu(anchor, items) {
  const wasOpen = open?.anchor === anchor;
  closeMenu();
  if (wasOpen) return;
  const menu = h(
    'div',
    { class: 'menu', role: 'menu', 'aria-label': anchor.getAttribute('aria-label') ?? anchor.textContent },
    ...items.map(({ text, about, act }) =>
      h(
        'button',
        {
          type: 'button',
          role: 'menuitem',
          tabindex: -1,
          class: 'menu-item',
          onclick: () => {
            closeMenu(true);
            act();
          },
        },
        h('span', {}, text),
        about ? h('span', { class: 'muted' }, about) : null,
      ),
    ),
  );
  menu.addEventListener('keydown', onKey);
  // Inside the part of the page that it belongs to: a dialog would cover it else.
  (anchor.closest('dialog, main, .thread') ?? document.body).append(menu);
  place(menu, anchor);
  anchor.setAttribute('aria-expanded', 'true');
  open = { anchor, menu };
  menu.firstElementChild?.focus();
}

/** @param {boolean} [giveBack] whether the focus goes back to the button */
export function closeMenu(giveBack = false) {
  if (!open) return;
  const { anchor, menu } = open;
  open = undefined;
  menu.remove();
  anchor.setAttribute('aria-expanded', 'false');
  if (giveBack) anchor.focus();
}

function onKey(event) {
  const items = [...open.menu.children];
  const at = items.indexOf(document.activeElement);
  const goTo = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at + items.length - 1) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (goTo !== undefined) items[goTo].focus();
  else if (event.key === 'Escape' || event.key === 'Tab') closeMenu(true);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Above or below the button, wherever it fits, and never past the edge of the page. */
function place(menu, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + 4 + height <= innerHeight;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - 4 - height)}px`;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
}

document.addEventListener('pointerdown', (event) => {
  if (open && !open.menu.contains(event.target) && !open.anchor.contains(event.target)) closeMenu();
});
addEventListener('resize', () => closeMenu());
