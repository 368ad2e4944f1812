import { focusAgain, h } from './dom.js';
import { emojiText } from './emoji.js';
import { textObject } from './mrkdwn.js';

/**
 * Asks before an element is used; answers whether it was confirmed. Escape means no. The focus goes back to the element,
 * or to the one that an update of its message put in its place.
 */
export function openConfirm(confirm, control) {
  const focus = control?.dataset.focus;
  return new Promise((resolve) => {
    const dialog = h(
      'dialog',
      { class: 'dialog confirm', 'aria-labelledby': 'confirm-title', 'aria-describedby': 'confirm-text' },
      h('h2', { id: 'confirm-title' }, emojiText(confirm.title?.text ?? 'Are you sure?')),
      h('div', { class: 'dialog-body', id: 'confirm-text' }, ...textObject(confirm.text)),
      h(
        'div',
        { class: 'dialog-foot' },
        h(
          'button',
          { type: 'button', class: 'button', onclick: () => dialog.close('no') },
          emojiText(confirm.deny?.text ?? 'Cancel'),
        ),
        h(
          'button',
          {
            type: 'button',
            class: `button ${confirm.style ?? 'primary'}`,
            onclick: () => dialog.close('yes'),
          },
          emojiText(confirm.confirm?.text ?? 'Yes'),
        ),
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (document.activeElement === document.body) focusAgain(focus);
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
