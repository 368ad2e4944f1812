import { h } from './dom.js';
import { emojiString } from './emoji.js';

/** Milliseconds without a key before the app is asked. */
const PAUSE_MS = 200;

let made = 0;

/**
 * A menu whose options are found by typing. What was chosen stands in `dataset.chosen` of the field, as JSON.
 * @param {object} attributes of the field
 * @param {{ initial?: object[], multiple: boolean, find: (query: string) => Promise<{ options: object[], note?: string }>,
 *   onChange: (field: HTMLElement) => void }} how
 */
export function combobox(attributes, { initial = [], multiple, find, onChange }) {
  made += 1;
  const listId = `options-${made}`;
  const field = h('input', {
    ...attributes,
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
  });
  const list = h('ul', {
    id: listId,
    class: 'options',
    role: 'listbox',
    'aria-label': 'Options',
    hidden: true,
  });
  const note = h('p', { class: 'muted combobox-note', role: 'status' });
  const chips = h('div', { class: 'chips' });
  let chosen = initial;
  let options = [];
  let active = -1;
  let timer;
  let asked = 0;

  const keep = () => {
    field.dataset.chosen = JSON.stringify(chosen);
    if (!multiple) field.value = chosen[0] ? textOf(chosen[0]) : '';
    chips.replaceChildren(
      ...(multiple ? chosen : []).map((option) =>
        h(
          'button',
          {
            type: 'button',
            class: 'chip',
            'aria-label': `Remove ${textOf(option)}`,
            onclick: () => choose(chosen.filter((one) => one !== option)),
          },
          `${textOf(option)} ✕`,
        ),
      ),
    );
  };
  const choose = (next) => {
    chosen = next;
    field.value = '';
    show([]);
    keep();
    onChange(field);
  };
  const take = (option) => choose(multiple ? [...chosen, option] : [option]);
  const show = (found, said = '') => {
    options = found;
    active = found.length > 0 ? 0 : -1;
    note.textContent = said;
    draw();
  };
  const draw = () => {
    list.hidden = options.length === 0;
    field.setAttribute('aria-expanded', String(options.length > 0));
    list.replaceChildren(
      ...options.map((option, index) =>
        h(
          'li',
          {
            id: `${listId}-${index}`,
            role: 'option',
            'aria-selected': String(index === active),
            onmousedown: (event) => {
              event.preventDefault();
              take(option);
            },
          },
          textOf(option),
        ),
      ),
    );
    if (active >= 0) field.setAttribute('aria-activedescendant', `${listId}-${active}`);
    else field.removeAttribute('aria-activedescendant');
  };
  const ask = async () => {
    asked += 1;
    const mine = asked;
    const { options: found, note: said } = await find(field.value);
    if (mine === asked && document.activeElement === field) show(found, said);
  };

  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), PAUSE_MS);
  });
  field.addEventListener('focus', () => void ask());
  field.addEventListener('blur', () => {
    asked += 1;
    show([]);
    if (!multiple && field.value === '' && chosen.length > 0) choose([]);
    else keep();
  });
  field.addEventListener('keydown', (event) => {
    if (options.length === 0) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      active = (active + (event.key === 'ArrowDown' ? 1 : options.length - 1)) % options.length;
      draw();
    } else if (event.key === 'Enter') take(options[active]);
    else if (event.key === 'Escape') show([]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  keep();
  return h('div', { class: 'combobox' }, chips, field, list, note);
}

function textOf(option) {
  return emojiString(option.text.text);
}
