import { openConfirm } from './confirm.js';
import { focusAgain, h } from './dom.js';
import { emojiFor } from './emoji.js';
import { perform, store } from './store.js';

/** Uses an element of a message: asks first where it has a confirm dialog, shows that it is on the way, and when nobody answered. */
export async function useElement(message, block, element, chosen, control) {
  if (element.url) window.open(element.url, '_blank', 'noopener');
  if (element.confirm && !(await openConfirm(element.confirm, control))) return;
  control.setAttribute('aria-busy', 'true');
  control.setAttribute('aria-disabled', 'true');
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
    const hasChanged = error.code === 'action_not_found';
    warn(control, hasChanged ? 'This message has just changed: look at it again.' : error.message);
  } finally {
    control.removeAttribute('aria-busy');
    control.removeAttribute('aria-disabled');
  }
}

/** Asks the app for the options of a menu that match. */
export async function findOptions(place, block, element, query) {
  try {
    const found = await perform('suggest', {
      ...place,
      actionId: element.action_id,
      blockId: block.block_id,
      query,
    });
    return suggestionsOf(found);
  } catch (error) {
    return { options: [], note: error.message };
  }
}

function suggestionsOf(found) {
  switch (found.outcome) {
    case 'options':
      return { options: found.options, note: found.options.length === 0 ? 'No results.' : '' };
    case 'too-short':
      return { options: [], note: `Type ${found.least} characters or more.` };
    default:
      return { options: [], note: 'The options could not be loaded.' };
  }
}

function warn(control, text) {
  const shown = control.isConnected ? control : focusAgain(control.dataset.focus);
  const row = shown?.closest('.block') ?? shown?.parentElement;
  row?.querySelector('.warning')?.remove();
  row?.append(h('span', { class: 'warning', role: 'alert' }, emojiFor('warning'), ` ${text}`));
}
