import { h } from './dom.js';
import { emojiText } from './emoji.js';
import { textObject } from './mrkdwn.js';

/** Asks before an element is used; answers whether it was confirmed. Escape and the cross mean no. */
export function openConfirm(confirm) {
  return new Promise((resolve) => {
    const dialog = h(
      'dialog',
      { class: 'dialog confirm', 'aria-labelledby': 'confirm-title' },
      h('h2', { id: 'confirm-title' }, emojiText(confirm.title?.text ?? 'Are you sure?')),
      h('div', { class: 'dialog-body' }, ...textObject(confirm.text)),
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
            class: `button solid ${confirm.style ?? 'primary'}`,
            onclick: () => dialog.close('yes'),
          },
          emojiText(confirm.confirm?.text ?? 'Yes'),
        ),
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
