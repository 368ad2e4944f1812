import { announce, h } from './dom.js';
import { perform, store } from './store.js';

/**
 * The field in which a person types: Enter sends, Shift+Enter starts a new line; `/` and `@` at the start of a
 * word offer commands and people.
 * @param {HTMLElement} place
 * @param {{ id: string, thread: () => string | undefined, label: () => string }} options
 */
export function makeComposer(place, { id, thread, label }) {
  const listId = `${id}-suggestions`;
  const field = h('textarea', {
    id,
    rows: 1,
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
  });
  const list = h('ul', {
    id: listId,
    class: 'suggestions',
    role: 'listbox',
    'aria-label': 'Suggestions',
    hidden: true,
  });
  const send = h('button', { type: 'submit', class: 'send', 'aria-label': 'Send' }, '➤');
  const problem = h('p', { class: 'composer-problem', role: 'alert' });
  const form = h('form', { class: 'composer' }, list, field, send);
  let suggestions = [];
  let chosen = 0;

  const showSuggestions = () => {
    suggestions = suggestionsFor(field.value.slice(0, field.selectionStart));
    chosen = 0;
    drawSuggestions();
  };
  const drawSuggestions = () => {
    list.hidden = suggestions.length === 0;
    field.setAttribute('aria-expanded', String(suggestions.length > 0));
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
    if (suggestions.length > 0) field.setAttribute('aria-activedescendant', `${listId}-${chosen}`);
    else field.removeAttribute('aria-activedescendant');
  };
  const take = (event, suggestion) => {
    event.preventDefault();
    const before = field.value.slice(0, field.selectionStart).replace(/[/@][^\s]*$/, `${suggestion.text} `);
    field.value = before + field.value.slice(field.selectionStart);
    field.setSelectionRange(before.length, before.length);
    showSuggestions();
  };
  const submit = async () => {
    const text = field.value.trim();
    if (text === '') return;
    field.value = '';
    grow();
    suggestions = [];
    drawSuggestions();
    problem.textContent = '';
    try {
      await perform(text.startsWith('/') ? 'slash' : 'say', {
        channel: store.channel,
        text,
        thread: thread(),
      });
      announce('Sent');
    } catch (error) {
      field.value = text;
      problem.textContent = error.message;
    }
  };
  const grow = () => {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, 220)}px`;
  };

  field.addEventListener('input', () => {
    grow();
    showSuggestions();
  });
  field.addEventListener('blur', () => {
    suggestions = [];
    drawSuggestions();
  });
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const current = suggestions[chosen];
    if (current && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : suggestions.length - 1;
      chosen = (chosen + step) % suggestions.length;
      drawSuggestions();
    } else if (current && (event.key === 'Tab' || event.key === 'Enter') && !event.shiftKey)
      take(event, current);
    else if (current && event.key === 'Escape') {
      suggestions = [];
      drawSuggestions();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void submit();
    }
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  place.replaceChildren(form, problem);

  return {
    /** @param {string | undefined} closed why nothing can be said here, where that is so */
    refresh(closed) {
      field.setAttribute('aria-label', label());
      field.placeholder = closed ?? label();
      field.disabled = closed !== undefined;
      send.disabled = closed !== undefined;
    },
    focus: () => field.focus(),
  };
}

function suggestionsFor(before) {
  const word = /(?:^|\s)([/@][^\s]*)$/.exec(before)?.[1];
  if (word === undefined) return [];
  if (word.startsWith('/') && before === word) {
    const commands = [
      ...store.frame.commands.map(({ command, description, usageHint }) => ({
        text: command,
        about: [usageHint, description].filter(Boolean).join(' · ') || 'App',
      })),
      { text: '/invite', about: 'Slack' },
    ];
    return commands.filter(({ text }) => text.startsWith(word) && text !== word);
  }
  if (!word.startsWith('@')) return [];
  return store.frame.users
    .map((user) => ({ text: `@${user.name}`, about: user.realName }))
    .filter(({ text }) => text.startsWith(word) && text !== word && text !== '@slackbot');
}
