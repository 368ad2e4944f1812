/** The options that a menu carries with it. */
export function optionsOf(one) {
  return one.options ?? (one.option_groups ?? []).flatMap((group) => group.options);
}

/** What a field says, in the form of Slack's `state.values` and of actions. */
export function readField(one, control) {
  const option = (value) => optionsOf(one).find((each) => each.value === value);
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
      return { selected_option: option(control.value) ?? null };
    case 'external_select':
      return { selected_option: foundIn(control)[0] ?? null };
    case 'multi_external_select':
      return { selected_options: foundIn(control) };
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

/** What was chosen in a combobox. */
function foundIn(wrapper) {
  return JSON.parse(wrapper.querySelector('[data-chosen]').dataset.chosen);
}
