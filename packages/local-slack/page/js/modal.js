import { blocks } from './blocks.js';
import { openConfirm } from './confirm.js';
import { h } from './dom.js';
import { field, readField } from './elements.js';
import { emojiFor, emojiText } from './emoji.js';
import { perform, store } from './store.js';

let shown;

/** Shows, changes or takes away the modal that the app opened for this person. */
export function showModal() {
  const { view } = store.frame;
  const signature = view && JSON.stringify([store.as, view]);
  if (shown && shown.dataset.signature !== signature) {
    const errorsOnly =
      view && shown.dataset.view === view.id && shown.dataset.blocks === JSON.stringify(view.blocks);
    if (errorsOnly) {
      shown.dataset.signature = signature;
      showErrors(shown, view.errors);
      return;
    }
    shown.remove();
    shown = undefined;
  }
  if (!view || shown) return;
  shown = modal(view);
  shown.dataset.signature = signature;
  shown.dataset.view = view.id;
  shown.dataset.blocks = JSON.stringify(view.blocks);
  document.body.append(shown);
  shown.showModal();
  showErrors(shown, view.errors);
}

function modal(view) {
  const inputs = [];
  const surface = {
    key: view.id,
    use: (block, element, chosen, control) => void use(block, element, chosen, control),
    input: (block) => inputNode(block, inputs),
  };
  const form = h(
    'form',
    { method: 'dialog', novalidate: true },
    h('h2', { id: 'modal-title' }, emojiText(view.title.text)),
    h('div', { class: 'dialog-body' }, ...blocks(view.blocks, surface)),
    h(
      'div',
      { class: 'dialog-foot' },
      h(
        'button',
        { type: 'button', class: 'button', onclick: () => void perform('close-view') },
        emojiText(view.close?.text ?? 'Cancel'),
      ),
      view.submit
        ? h('button', { type: 'submit', class: 'button solid primary' }, emojiText(view.submit.text))
        : null,
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const values = Object.fromEntries(
      inputs.map(({ block, control }) => [
        block.block_id,
        { [block.element.action_id]: readField(block.element, control) },
      ]),
    );
    void submit(form, values);
  });
  const dialog = h('dialog', { class: 'dialog modal', 'aria-labelledby': 'modal-title' }, form);
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    void perform('close-view');
  });
  return dialog;
}

async function submit(form, values) {
  const button = form.querySelector('[type=submit]');
  button?.setAttribute('aria-busy', 'true');
  const result = await perform('submit-view', { values });
  button?.removeAttribute('aria-busy');
  if (result.outcome === 'unanswered') {
    form.querySelector('.warning')?.remove();
    form
      .querySelector('.dialog-foot')
      .prepend(
        h(
          'span',
          { class: 'warning', role: 'alert' },
          emojiFor('warning'),
          ' The app did not respond. Try again.',
        ),
      );
  }
}

async function use(block, element, chosen) {
  if (element.confirm && !(await openConfirm(element.confirm))) return;
  await perform('press-in-view', { actionId: element.action_id, blockId: block.block_id, chosen });
}

function inputNode(block, inputs) {
  const id = `input-${block.block_id}`;
  const control = field(block.element, { id, describedBy: `${id}-error` });
  inputs.push({ block, control });
  return h(
    'div',
    { class: 'block input', 'data-block': block.block_id },
    h(
      'label',
      { for: id },
      emojiText(block.label.text),
      block.optional ? h('span', { class: 'muted' }, ' (optional)') : null,
    ),
    control,
    block.hint ? h('p', { class: 'muted' }, emojiText(block.hint.text)) : null,
    h('p', { class: 'input-error', id: `${id}-error`, role: 'alert' }),
  );
}

function showErrors(dialog, errors) {
  for (const place of dialog.querySelectorAll('.input-error')) {
    place.textContent = errors[place.closest('[data-block]').dataset.block] ?? '';
  }
}
