import { openConfirm } from './confirm.js';
import { h } from './dom.js';
import { emojiFor } from './emoji.js';
import { perform, store } from './store.js';

/** Uses an element: asks first where it has a confirm dialog, shows that it is on the way, says when nobody answered. */
export async function useElement(message, block, element, chosen, control) {
  if (element.url) window.open(element.url, '_blank', 'noopener');
  if (element.confirm && !(await openConfirm(element.confirm))) return;
  control.setAttribute('aria-busy', 'true');
  control.disabled = true;
  try {
    const delivery = await perform('press', {
      channel: message.channel ?? store.channel,
      ts: message.ts,
      actionId: element.action_id,
      blockId: block.block_id,
      chosen,
      ...(typeof element.value === 'string' ? { value: element.value } : {}),
    });
    if (delivery.outcome !== 'acknowledged') warn(control, 'The app did not respond. Try again.');
  } catch (error) {
    warn(control, error.message);
  } finally {
    control.removeAttribute('aria-busy');
    control.disabled = false;
  }
}

function warn(control, text) {
  const row = control.closest('.block') ?? control.parentElement;
  row.querySelector('.warning')?.remove();
  row.append(h('span', { class: 'warning', role: 'alert' }, emojiFor('warning'), ` ${text}`));
}
