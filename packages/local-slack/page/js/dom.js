/**
 * Makes an element. Children are nodes or texts; a text never becomes markup.
 * @param {string} tag
 * @param {Record<string, unknown>} attributes `class`, `onclick` and the like, `data-*`, `aria-*`; false and null are left out
 * @param {...(Node | string | null | undefined | false | (Node | string)[])} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on') && typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

export function append(parent, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child);
  }
  return parent;
}

export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no element ${id}`);
  return element;
}

/**
 * Brings the children of `parent` to the wanted list. An element whose key and signature are the same stays as it
 * is, so that focus, scrolling and opened parts survive; one that changed is made anew.
 * @param {HTMLElement} parent
 * @param {{ key: string, signature: string, make: () => HTMLElement }[]} wanted
 */
export function reconcile(parent, wanted) {
  const present = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let position = parent.firstElementChild;
  for (const { key, signature, make } of wanted) {
    let element = present.get(key);
    present.delete(key);
    if (!element || element.dataset.signature !== signature) {
      const made = make();
      made.dataset.key = key;
      made.dataset.signature = signature;
      if (element) {
        const active = element.contains(document.activeElement) ? document.activeElement : undefined;
        const focus = active?.dataset.focus;
        if (position === element) position = element.nextElementSibling;
        element.replaceWith(made);
        // A button that is gone leaves the focus to its message.
        if (active) (findFocus(focus, made) ?? made).focus({ preventScroll: true });
      }
      element = made;
    }
    if (element === position) position = position.nextElementSibling;
    else parent.insertBefore(element, position);
  }
  for (const stale of present.values()) stale.remove();
}

function findFocus(focus, root = document) {
  return focus ? root.querySelector(`[data-focus="${CSS.escape(focus)}"]`) : null;
}

/** Focuses what has this key now, whichever node that is; answers with it. */
export function focusAgain(focus) {
  const found = findFocus(focus);
  found?.focus();
  return found;
}

/** Says something to screen readers alone. */
export function announce(text) {
  byId('announcer').textContent = text;
}
