import { globalShortcuts, suggestionsFor } from './composer-words.js';
import { announce, h } from './dom.js';
import { icon } from './icons.js';
import { toggleMenu } from './menu.js';
import { perform, store } from './store.js';

/**
 * The field in which a person types: Enter sends, Shift+Enter starts a new line; `/` and `@` at the start of a
 * word offer commands, shortcuts and people.
 * @param {HTMLElement} place
 * @param {{ id: string, thread: () => string | undefined, label: () => string }} options
 */
export function makeComposer(place, { id, thread, label }) {
  const listId = `${id}-suggestions`;
  const field = h('textarea', { id, rows: 1, 'aria-autocomplete': 'list', 'aria-controls': listId });
  const list = h('ul', {
    id: listId,
    class: 'suggestions',
    role: 'listbox',
    'aria-label': 'Suggestions',
    hidden: true,
  });
  const send = h('button', { type: 'submit', class: 'send', 'aria-label': 'Send' }, icon('send'));
  const problem = h('p', { class: 'composer-problem', role: 'alert' });
  const picked = h('ul', { class: 'picked', 'aria-label': 'Files to send' });
  const files = h('input', { type: 'file', multiple: true, hidden: true, 'aria-label': 'Files' });
  const attach = tool('attach', 'Attach files', () => files.click());
  const shortcuts = tool('shortcut', 'Shortcuts', () =>
    toggleMenu(
      shortcuts,
      globalShortcuts().map(({ name, description, callbackId }) => ({
        text: name,
        about: description,
        act: () => void choose(callbackId),
      })),
    ),
  );
  shortcuts.setAttribute('aria-haspopup', 'menu');
  shortcuts.setAttribute('aria-expanded', 'false');
  const form = h('form', { class: 'composer' }, list, shortcuts, attach, files, field, send);
  let suggestions = [];
  let chosen = 0;
  let draft;

  const choose = async (callbackId) => {
    problem.textContent = '';
    const delivery = await perform('shortcut', { callbackId });
    if (delivery.outcome !== 'acknowledged') problem.textContent = 'The app did not respond. Try again.';
  };
  const show = (found) => {
    suggestions = found;
    chosen = 0;
    draw();
  };
  const draw = () => {
    list.hidden = suggestions.length === 0;
    list.replaceChildren(
      ...suggestions.map((one, index) =>
        h(
          'li',
          {
            id: `${listId}-${index}`,
            role: 'option',
            'aria-selected': String(index === chosen),
            onmousedown: (event) => take(event, one),
          },
          h('strong', {}, one.text),
          h('span', { class: 'muted' }, one.about),
        ),
      ),
    );
    list.children[chosen]?.scrollIntoView({ block: 'nearest' });
    if (suggestions.length > 0) field.setAttribute('aria-activedescendant', `${listId}-${chosen}`);
    else field.removeAttribute('aria-activedescendant');
  };
  const take = (event, suggestion) => {
    event.preventDefault();
    if (suggestion.shortcut !== undefined) {
      field.value = '';
      show([]);
      void choose(suggestion.shortcut);
      return;
    }
    const before = field.value.slice(0, field.selectionStart).replace(/[/@][^\s]*$/, `${suggestion.text} `);
    field.value = before + field.value.slice(field.selectionStart);
    field.setSelectionRange(before.length, before.length);
    show(suggestionsFor(before));
  };
  const submit = async () => {
    const text = field.value.trim();
    const attached = [...files.files];
    const sent = draft;
    if (text === '' && attached.length === 0) return;
    field.value = '';
    grow();
    show([]);
    problem.textContent = '';
    try {
      await perform(text.startsWith('/') ? 'slash' : 'say', {
        channel: store.channel,
        text,
        thread: thread(),
        files: await Promise.all(attached.map(readFile)),
      });
      sessionStorage.removeItem(sent);
      files.value = '';
      picked.replaceChildren();
      announce('Sent');
    } catch (error) {
      if (draft === sent) field.value = text;
      problem.textContent = error.message;
    }
  };
  const grow = () => {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, 220)}px`;
  };

  files.addEventListener('change', () => {
    picked.replaceChildren(...[...files.files].map(({ name }) => h('li', {}, name)));
    field.focus();
  });
  field.addEventListener('input', () => {
    grow();
    sessionStorage.setItem(draft, field.value);
    show(suggestionsFor(field.value.slice(0, field.selectionStart)));
  });
  field.addEventListener('blur', () => show([]));
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const current = suggestions[chosen];
    if (current && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : suggestions.length - 1;
      chosen = (chosen + step) % suggestions.length;
      draw();
    } else if (current && (event.key === 'Tab' || event.key === 'Enter') && !event.shiftKey)
      take(event, current);
    else if (current && event.key === 'Escape') {
      event.preventDefault();
      show([]);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void submit();
    }
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  place.replaceChildren(picked, form, problem);

  return {
    /** @param {string | undefined} closed why nothing can be said here, where that is so */
    refresh(closed) {
      const key = `draft ${store.as} ${store.channel} ${thread() ?? ''}`;
      if (draft !== key) {
        // What was begun here waits here, and goes to no other conversation.
        draft = key;
        field.value = sessionStorage.getItem(key) ?? '';
        grow();
        show([]);
      }
      field.setAttribute('aria-label', label());
      field.placeholder = closed ?? label();
      for (const control of [field, send, attach]) control.disabled = closed !== undefined;
      shortcuts.hidden = globalShortcuts().length === 0;
    },
    focus: () => field.focus(),
  };
}

function tool(sign, name, act) {
  return h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': name, title: name, onclick: act },
    icon(sign),
  );
}

/** A file as the workspace takes it: its name and its bytes in base64. */
async function readFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return { name: file.name, base64: btoa(binary) };
}
