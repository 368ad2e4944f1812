import { h } from './dom.js';
import { emojiString, emojiText } from './emoji.js';
import { textObject } from './mrkdwn.js';
import { store } from './store.js';

/** An interactive element (or image) of a block; `surface.use` is called with what was chosen. */
export function element(block, one, surface) {
  const focus = `${surface.key}/${block.block_id}/${one.action_id}`;
  const choose = (chosen, control) => surface.use(block, one, chosen, control);
  switch (one.type) {
    case 'button':
    case 'workflow_button':
    case 'icon_button':
      return button(one, focus, choose);
    case 'image':
      return h('img', { class: 'thumbnail', src: one.image_url, alt: one.alt_text });
    case 'feedback_buttons':
      return h(
        'span',
        { class: 'feedback' },
        ...[one.positive_button, one.negative_button].map((side) =>
          button({ ...side, type: 'button' }, `${focus}/${side.value}`, (_chosen, control) =>
            choose({ value: side.value }, control),
          ),
        ),
      );
    default:
      return field(one, { focus, onChoice: choose });
  }
}

function button(one, focus, choose) {
  const made = h(
    'button',
    {
      type: 'button',
      class: `button ${one.style ?? ''}`,
      'data-focus': focus,
      'data-action-id': one.action_id,
      'aria-label': one.accessibility_label,
      onclick: () => choose({}, made),
    },
    emojiText(one.text.text),
  );
  return made;
}

/**
 * A menu, picker or text field. `read(control)` of the result gives Slack's value of it.
 * @param {object} one the element
 * @param {{ focus?: string, id?: string, onChoice?: (chosen: object, control: HTMLElement) => void }} options
 */
export function field(one, { focus, id, onChoice, describedBy } = {}) {
  const common = { id, 'data-focus': focus, 'aria-describedby': describedBy };
  const changed = onChoice
    ? { onchange: (event) => onChoice(readField(one, event.currentTarget), event.currentTarget) }
    : {};
  const label = one.placeholder?.text;
  switch (one.type) {
    case 'plain_text_input':
    case 'rich_text_input':
      return one.multiline || one.type === 'rich_text_input'
        ? filled(
            h('textarea', { ...common, ...textLimits(one), rows: 4, placeholder: label }),
            one.initial_value,
          )
        : filled(
            h('input', { ...common, ...textLimits(one), type: 'text', placeholder: label }),
            one.initial_value,
          );
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input': {
      const type = { email_text_input: 'email', url_text_input: 'url', number_input: 'number' }[one.type];
      return filled(
        h('input', { ...common, type, placeholder: label, min: one.min_value, max: one.max_value }),
        one.initial_value,
      );
    }
    case 'datepicker':
      return filled(
        h('input', { ...common, ...changed, type: 'date', 'aria-label': label ?? 'Date' }),
        one.initial_date,
      );
    case 'timepicker':
      return filled(
        h('input', { ...common, ...changed, type: 'time', 'aria-label': label ?? 'Time' }),
        one.initial_time,
      );
    case 'datetimepicker':
      return h('input', { ...common, ...changed, type: 'datetime-local', 'aria-label': 'Date and time' });
    case 'checkboxes':
    case 'radio_buttons':
      return choices(one, common, onChoice);
    default:
      return menu(one, common, changed, label);
  }
}

function textLimits(one) {
  return { minlength: one.min_length, maxlength: one.max_length ?? 3000 };
}

function filled(control, value) {
  if (value !== undefined) control.value = value;
  return control;
}

function choices(one, common, onChoice) {
  const name = `choice-${Math.random().toString(36).slice(2)}`;
  const initial = [one.initial_option, ...(one.initial_options ?? [])]
    .filter(Boolean)
    .map((option) => option.value);
  const group = h('div', {
    ...common,
    class: 'choices',
    role: one.type === 'checkboxes' ? 'group' : 'radiogroup',
  });
  for (const option of one.options) {
    const type = one.type === 'checkboxes' ? 'checkbox' : 'radio';
    const box = h('input', { type, name, value: option.value, checked: initial.includes(option.value) });
    if (onChoice) box.addEventListener('change', () => onChoice(readField(one, group), group));
    const description = option.description
      ? h('span', { class: 'muted' }, ...textObject(option.description))
      : null;
    group.append(h('label', {}, box, h('span', {}, ...textObject(option.text), description)));
  }
  return group;
}

function menu(one, common, changed, label) {
  const multiple = one.type.startsWith('multi_');
  const select = h('select', {
    ...common,
    ...changed,
    multiple,
    'aria-label': common.id ? undefined : (label ?? 'Choose'),
  });
  if (!multiple)
    select.append(h('option', { value: '' }, label ?? (one.type === 'overflow' ? '…' : 'Choose …')));
  for (const { value, text } of menuOptions(one)) select.append(h('option', { value }, text));
  const initial =
    one.initial_option?.value ?? one.initial_user ?? one.initial_channel ?? one.initial_conversation;
  if (initial !== undefined) select.value = initial;
  return select;
}

function menuOptions(one) {
  const kind = one.type.replace('multi_', '');
  if (kind === 'users_select')
    return store.frame.users.map((user) => ({ value: user.id, text: `@${user.name}` }));
  if (kind === 'channels_select' || kind === 'conversations_select') {
    const channels = store.frame.conversations.filter((conversation) => conversation.kind !== 'im');
    return channels.map((channel) => ({ value: channel.id, text: `#${channel.name}` }));
  }
  const options = one.options ?? (one.option_groups ?? []).flatMap((group) => group.options);
  return options.map((option) => ({ value: option.value, text: emojiString(option.text.text) }));
}

/** What a field says, in the form of Slack's `state.values` and of actions. */
export function readField(one, control) {
  const option = (value) =>
    (one.options ?? (one.option_groups ?? []).flatMap((group) => group.options)).find(
      (each) => each.value === value,
    );
  const chosen = () => [...control.selectedOptions].map((each) => each.value);
  switch (one.type) {
    case 'checkboxes':
      return { selected_options: [...control.querySelectorAll(':checked')].map((box) => option(box.value)) };
    case 'radio_buttons':
      return { selected_option: option(control.querySelector(':checked')?.value) ?? null };
    case 'datepicker':
      return { selected_date: control.value || null };
    case 'timepicker':
      return { selected_time: control.value || null };
    case 'datetimepicker':
      return {
        selected_date_time: control.value ? Math.floor(new Date(control.value).getTime() / 1000) : null,
      };
    case 'static_select':
    case 'external_select':
    case 'overflow':
      return { selected_option: option(control.value) ?? null };
    case 'users_select':
      return { selected_user: control.value || null };
    case 'channels_select':
      return { selected_channel: control.value || null };
    case 'conversations_select':
      return { selected_conversation: control.value || null };
    case 'multi_static_select':
      return { selected_options: chosen().map(option) };
    case 'multi_users_select':
      return { selected_users: chosen() };
    case 'multi_channels_select':
      return { selected_channels: chosen() };
    case 'multi_conversations_select':
      return { selected_conversations: chosen() };
    default:
      return { value: control.value === '' ? null : control.value };
  }
}
