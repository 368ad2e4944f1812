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
 * is, so that focus, scrolling and opened parts survive; of one that changed another is made.
 * @param {HTMLElement} parent
 * @param {{ key: string, signature: string, make: () => HTMLElement }[]} wanted
 * @param {(element: HTMLElement, made: HTMLElement) => HTMLElement} change how an element is changed to what was made; answers what stands there then
 */
export function reconcile(parent, wanted, change = replace) {
  const present = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let position = parent.firstElementChild;
  for (const { key, signature, make } of wanted) {
    let element = present.get(key);
    present.delete(key);
    if (element?.dataset.signature !== signature) {
      const made = make();
      made.dataset.key = key;
      made.dataset.signature = signature;
      const now = element ? changed(element, made, change) : made;
      if (position && position === element) position = now;
      element = now;
    }
    if (element === position) position = position.nextElementSibling;
    else parent.insertBefore(element, position);
  }
  for (const stale of present.values()) stale.remove();
}

function changed(element, made, change) {
  const active = element.contains(document.activeElement) ? document.activeElement : undefined;
  const focus = active?.dataset.focus;
  const now = change(element, made);
  // A button that is gone leaves the focus to its message.
  if (active && !active.isConnected) (findFocus(focus, now) ?? now).focus({ preventScroll: true });
  return now;
}

/** @returns what stands there from now on */
export function replace(element, made) {
  element.replaceWith(made);
  return made;
}

/**
 * Makes an element look like another one, and leaves what is the same in both as it is: somebody may be pressing it at this
 * moment, and what was opened stays open. Parts are the same where they say so (`data-part`), all else where it is equal;
 * frames of one name (`data-frame`) are looked into.
 */
export function renew(element, made) {
  for (const { name } of [...element.attributes]) if (!made.hasAttribute(name)) element.removeAttribute(name);
  for (const { name, value } of made.attributes) element.setAttribute(name, value);
  let position = element.firstChild;
  for (const child of [...made.childNodes]) {
    const same = [...element.childNodes].slice(indexOf(position)).find((one) => isSame(one, child));
    if (!same) {
      element.insertBefore(child, position);
      continue;
    }
    while (position !== same) position = removed(position);
    if (child.dataset?.frame !== undefined) renew(same, child);
    position = same.nextSibling;
  }
  while (position) position = removed(position);
  return element;
}

function indexOf(node) {
  return node ? [...node.parentNode.childNodes].indexOf(node) : Number.POSITIVE_INFINITY;
}

function isSame(one, other) {
  const { frame, part } = other.dataset ?? {};
  if (frame !== undefined) return one.dataset?.frame === frame;
  return part === undefined ? one.isEqualNode(other) : one.dataset?.part === part;
}

/** Takes a node away; answers the one after it. */
function removed(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
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
