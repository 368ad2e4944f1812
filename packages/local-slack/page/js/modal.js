import { blocks } from './blocks.js';
import { openConfirm } from './confirm.js';
import { h } from './dom.js';
import { emojiFor, emojiText } from './emoji.js';
import { field } from './fields.js';
import { readField } from './read-field.js';
import { perform, store } from './store.js';
import { findOptions } from './use-element.js';

/** The dialog that is shown: its view, its node, and its inputs. */
let shown;

/** Shows, changes or takes away the modal that the app opened for this person. */
export function showModal() {
  const { view } = store.frame;
  const signature =
    view && JSON.stringify([store.as, view.id, view.title, view.submit, view.close, view.blocks]);
  if (shown && shown.signature === signature) {
    showErrors(shown.dialog, view.errors);
    return;
  }
  // What was entered stays when the app changes the view around it.
  const isUpdate = shown !== undefined && view?.id === shown.view.id;
  const entered = isUpdate ? valuesIn(shown.inputs) : {};
  const focus = isUpdate ? document.activeElement?.id : undefined;
  const typed = isUpdate ? halfTyped() : undefined;
  shown?.dialog.remove();
  shown = undefined;
  if (!view) return;
  shown = modal(view, { ...view.values, ...entered });
  shown.signature = signature;
  document.body.append(shown.dialog);
  shown.dialog.showModal();
  focusIn(shown, focus);
  if (typed) typeAgain(typed);
  showErrors(shown.dialog, view.errors);
}

/** What is being typed into a menu: it is no value yet, so that nothing else keeps it. */
function halfTyped() {
  const { activeElement: field } = document;
  if (!field?.matches('[role=combobox]')) return undefined;
  const { id, value, selectionStart, selectionEnd } = field;
  return { id, value, selectionStart, selectionEnd };
}

/** Goes on where one was typing, where that field is still there. */
function typeAgain({ id, value, selectionStart, selectionEnd }) {
  const { activeElement: field } = document;
  if (field?.id !== id || field.value === value) return;
  field.value = value;
  field.setSelectionRange(selectionStart, selectionEnd);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Where one was, else where the app says, else the first input. */
function focusIn({ dialog, inputs }, focus) {
  const wanted = inputs.find(({ block }) => block.element.focus_on_load) ?? inputs[0];
  const target = (focus && document.getElementById(focus)) || wanted?.control;
  if (!target) return;
  const inside = target.matches('input, select, textarea') ? target : target.querySelector('input');
  (inside ?? dialog).focus();
}

function modal(view, values) {
  const inputs = [];
  const surface = {
    key: view.id,
    values,
    use: (block, element, chosen, control) => void use(block, element, chosen, control),
    find: (block, element, query) => findOptions({}, block, element, query),
    input: (block) => inputNode(block, inputs, surface),
  };
  const form = h(
    'form',
    { method: 'dialog', novalidate: true },
    h('h2', { id: 'modal-title' }, emojiText(view.title.text)),
    h('div', { class: 'dialog-body' }, ...blocks(view.blocks, surface)),
    h(
      'div',
      { class: 'dialog-foot' },
      h('p', { class: 'warning', role: 'alert' }),
      h(
        'button',
        { type: 'button', class: 'button', onclick: () => void perform('close-view') },
        emojiText(view.close?.text ?? (view.isOnTop ? 'Back' : 'Cancel')),
      ),
      view.submit
        ? h('button', { type: 'submit', class: 'button primary' }, emojiText(view.submit.text))
        : null,
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(form, inputs);
  });
  // A page that is loaded again shows what was entered so far.
  let timer;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void perform('enter-values', { view: view.id, values: valuesIn(inputs) }), 300);
  });
  const dialog = h('dialog', { class: 'dialog modal', 'aria-labelledby': 'modal-title' }, form);
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    void perform('close-view');
  });
  return { dialog, inputs, view };
}

/** Slack's `state.values` of the inputs. */
function valuesIn(inputs) {
  return Object.fromEntries(
    inputs.map(({ block, control }) => [
      block.block_id,
      { [block.element.action_id]: readField(block.element, control) },
    ]),
  );
}

const NO_ANSWER = 'The app did not respond. Try again.';
const TROUBLE = {
  unanswered: NO_ANSWER,
  refused: 'There was trouble with what the app answered. Try again.',
};

async function submit(form, inputs) {
  const button = form.querySelector('[type=submit]');
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  warn(form, '');
  try {
    const result = await perform('submit-view', { values: valuesIn(inputs) });
    warn(form, TROUBLE[result.outcome] ?? '');
    if (result.outcome === 'errors') focusError(form);
  } catch (error) {
    warn(form, error.message);
  } finally {
    button.removeAttribute('aria-busy');
  }
}

/** The first field that is wrong, with its label in sight. */
function focusError(form) {
  const first = form.querySelector('[aria-invalid="true"]');
  first?.closest('.block')?.scrollIntoView({ block: 'nearest' });
  (first?.matches('[role=radiogroup]') ? first.querySelector('input') : first)?.focus({
    preventScroll: true,
  });
}

async function use(block, element, chosen, control) {
  if (element.url) window.open(element.url, '_blank', 'noopener');
  if (element.confirm && !(await openConfirm(element.confirm, control))) return;
  const { dialog, inputs } = shown;
  control.setAttribute('aria-busy', 'true');
  try {
    const body = { actionId: element.action_id, blockId: block.block_id, chosen, values: valuesIn(inputs) };
    const delivery = await perform('press-in-view', body);
    warn(dialog, delivery.outcome === 'acknowledged' ? '' : NO_ANSWER);
  } finally {
    control.removeAttribute('aria-busy');
  }
}

function warn(place, text) {
  place
    .querySelector('.dialog-foot .warning')
    .replaceChildren(...(text ? [emojiFor('warning'), ` ${text}`] : []));
}

/** Elements of several controls, which a label names as a group. */
const GROUPS = ['checkboxes', 'radio_buttons'];

function inputNode(block, inputs, surface) {
  const { element } = block;
  const id = `input-${block.block_id}`;
  const isGroup = GROUPS.includes(element.type);
  const control = field(element, {
    id,
    ...{ labelledBy: isGroup ? `${id}-label` : undefined, describedBy: `${id}-hint ${id}-error` },
    held: surface.values?.[block.block_id]?.[element.action_id],
    find: (query) => surface.find(block, element, query),
    ...(block.dispatch_action
      ? { onChoice: (chosen, used) => surface.use(block, element, chosen, used) }
      : {}),
  });
  inputs.push({ block, control });
  return h(
    'div',
    { class: 'block input', 'data-block': block.block_id },
    h(
      isGroup ? 'span' : 'label',
      { class: 'label', id: `${id}-label`, for: isGroup ? undefined : id },
      emojiText(block.label.text),
      block.optional ? h('span', { class: 'muted' }, ' (optional)') : null,
    ),
    control,
    h('p', { class: 'muted hint', id: `${id}-hint` }, block.hint ? emojiText(block.hint.text) : null),
    h('p', { class: 'input-error', id: `${id}-error`, role: 'alert' }),
  );
}

function showErrors(dialog, errors) {
  for (const row of dialog.querySelectorAll('[data-block]')) {
    const error = errors[row.dataset.block] ?? '';
    const place = row.querySelector('.input-error');
    if (place.textContent !== error) place.textContent = error;
    const control = row.querySelector('[role=radiogroup]') ?? row.querySelector('input, select, textarea');
    if (error) control?.setAttribute('aria-invalid', 'true');
    else control?.removeAttribute('aria-invalid');
  }
}
