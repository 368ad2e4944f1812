import { combobox } from './combobox.js';
import { h } from './dom.js';
import { emojiString } from './emoji.js';
import { textObject } from './mrkdwn.js';
import { optionsOf, readField } from './read-field.js';
import { conversationTitle, store } from './store.js';

/**
 * A menu, picker or text field.
 * @param {object} one the element
 * @param {{ focus?: string, id?: string, labelledBy?: string, describedBy?: string, held?: object,
 *   onChoice?: (chosen: object, control: HTMLElement) => void,
 *   find?: (query: string) => Promise<{ options: object[], note?: string }> }} how
 *   `held`: what was entered before, in Slack's form; `find`: looks for the options of an external menu
 */
export function field(one, how = {}) {
  const { focus, id, describedBy, onChoice } = how;
  const common = { id, 'data-focus': focus, 'aria-describedby': describedBy };
  const changed = onChoice
    ? { onchange: (event) => onChoice(readField(one, event.currentTarget), event.currentTarget) }
    : {};
  const label = one.placeholder?.text;
  const named = { 'aria-label': id ? undefined : (label ?? NAMES[one.type.replace('multi_', '')]) };
  switch (one.type) {
    case 'plain_text_input':
    case 'rich_text_input':
      return textField(one, { ...common, ...named, ...changed, placeholder: label }, how.held);
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input': {
      const type = { email_text_input: 'email', url_text_input: 'url', number_input: 'text' }[one.type];
      const keys = one.type === 'number_input' ? { inputmode: 'decimal' } : {};
      const input = h('input', { ...common, ...named, ...changed, ...keys, type, placeholder: label });
      return filled(input, how.held ? how.held.value : one.initial_value);
    }
    case 'datepicker':
      return dated(h('input', { ...common, ...named, ...changed, type: 'date' }), one, how.held, 'date');
    case 'timepicker':
      return dated(h('input', { ...common, ...named, ...changed, type: 'time' }), one, how.held, 'time');
    case 'datetimepicker':
      return h('input', { ...common, ...named, ...changed, type: 'datetime-local' });
    case 'checkboxes':
    case 'radio_buttons':
      return choices(one, common, how);
    case 'external_select':
    case 'multi_external_select':
      return external(one, { ...common, ...named, placeholder: label }, how);
    default:
      return menu(one, { ...common, ...named, ...changed }, label, how.held);
  }
}

/** What a field is called that has no label and no placeholder. */
const NAMES = {
  ...{ datepicker: 'Date', timepicker: 'Time', datetimepicker: 'Date and time', users_select: 'Person' },
  ...{ channels_select: 'Channel', conversations_select: 'Conversation', plain_text_input: 'Text' },
  ...{ static_select: 'Choose', external_select: 'Choose', number_input: 'Number' },
};

function textField(one, attributes, held) {
  const long = one.multiline || one.type === 'rich_text_input';
  const input = long
    ? h('textarea', { ...attributes, rows: 4 })
    : h('input', { ...attributes, type: 'text' });
  return filled(input, held ? held.value : one.initial_value);
}

function filled(control, value) {
  if (value !== undefined && value !== null) control.value = value;
  return control;
}

function dated(control, one, held, what) {
  return filled(control, held ? held[`selected_${what}`] : one[`initial_${what}`]);
}

function choices(one, common, { onChoice, held, labelledBy }) {
  const name = `choice-${Math.random().toString(36).slice(2)}`;
  const at = held ?? { selected_option: one.initial_option, selected_options: one.initial_options };
  const chosen = [at.selected_option, ...(at.selected_options ?? [])]
    .filter(Boolean)
    .map(({ value }) => value);
  const isMany = one.type === 'checkboxes';
  const group = h('div', {
    ...common,
    class: 'choices',
    role: isMany ? 'group' : 'radiogroup',
    'aria-labelledby': labelledBy,
    'aria-label': labelledBy ? undefined : 'Choose',
  });
  for (const option of one.options) {
    const type = isMany ? 'checkbox' : 'radio';
    const box = h('input', { type, name, value: option.value, checked: chosen.includes(option.value) });
    if (onChoice) box.addEventListener('change', () => onChoice(readField(one, group), group));
    const description = option.description
      ? h('span', { class: 'muted' }, ...textObject(option.description))
      : null;
    group.append(h('label', {}, box, h('span', {}, ...textObject(option.text), description)));
  }
  return group;
}

function external(one, attributes, { held, find, onChoice }) {
  const initial = held
    ? (held.selected_options ?? [held.selected_option])
    : (one.initial_options ?? [one.initial_option]);
  const wrapper = combobox(attributes, {
    initial: initial.filter(Boolean),
    multiple: one.type.startsWith('multi_'),
    find,
    onChange: () => onChoice?.(readField(one, wrapper), wrapper),
  });
  return wrapper;
}

function menu(one, attributes, label, held) {
  const multiple = one.type.startsWith('multi_');
  const select = h('select', { ...attributes, multiple });
  if (!multiple) select.append(h('option', { value: '' }, label ?? 'Choose …'));
  for (const { group, options } of groupsOf(one)) {
    const made = options.map(({ value, text }) => h('option', { value }, text));
    if (group === undefined) select.append(...made);
    else select.append(h('optgroup', { label: group }, ...made));
  }
  const chosen = held ? chosenIn(held) : initialOf(one);
  for (const option of select.options) if (chosen.includes(option.value)) option.selected = true;
  return select;
}

function initialOf(one) {
  const single = one.initial_user ?? one.initial_channel ?? one.initial_conversation;
  const several = one.initial_users ?? one.initial_channels ?? one.initial_conversations ?? [];
  const options = [one.initial_option, ...(one.initial_options ?? [])].filter(Boolean);
  return [single, ...several, ...options.map(({ value }) => value)].filter(Boolean);
}

function chosenIn(held) {
  return Object.entries(held)
    .filter(([key]) => key.startsWith('selected_'))
    .flatMap(([, value]) => value ?? [])
    .map((one) => one.value ?? one);
}

function groupsOf(one) {
  const kind = one.type.replace('multi_', '');
  if (kind === 'users_select') {
    return [{ options: store.frame.users.map((user) => ({ value: user.id, text: `@${user.name}` })) }];
  }
  if (kind === 'channels_select' || kind === 'conversations_select') {
    const { conversations } = store.frame;
    const isChannel = (one) => one.kind === 'public' || one.kind === 'private';
    const offered = kind === 'channels_select' ? conversations.filter(isChannel) : conversations;
    return [{ options: offered.map((one) => ({ value: one.id, text: conversationTitle(one) })) }];
  }
  const plain = (options) => options.map(({ value, text }) => ({ value, text: emojiString(text.text) }));
  if (one.options || !one.option_groups) return [{ options: plain(optionsOf(one)) }];
  return one.option_groups.map(({ label, options }) => ({ group: label.text, options: plain(options) }));
}
