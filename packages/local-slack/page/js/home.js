import { blocks } from './blocks.js';
import { openConfirm } from './confirm.js';
import { h } from './dom.js';
import { perform, setTab, store, withApp } from './store.js';
import { findOptions } from './use-element.js';

/** The tabs of the app's own conversation: its messages, and the Home tab that it published. */
export function showTabs(bar) {
  const signature = JSON.stringify([withApp(), store.tab]);
  if (bar.dataset.signature === signature) return;
  bar.dataset.signature = signature;
  if (!withApp() || !store.frame.hasHome) {
    bar.replaceChildren();
    return;
  }
  const tab = (name, value) =>
    h(
      'button',
      {
        type: 'button',
        class: 'tab',
        'aria-pressed': String(store.tab === value),
        onclick: (event) => {
          const text = event.currentTarget.textContent;
          setTab(value);
          [...bar.children].find((one) => one.textContent === text)?.focus();
        },
      },
      name,
    );
  bar.replaceChildren(tab('Home', 'home'), tab('Messages', 'messages'));
}

/** Shows the Home tab in place of the messages, where it is chosen. */
export function showHome(place) {
  const isShown = withApp() && store.frame.hasHome && store.tab === 'home';
  place.hidden = !isShown;
  if (!isShown) return false;
  const { home } = store.frame;
  const signature = JSON.stringify([store.as, home]);
  if (place.dataset.signature === signature) return true;
  const focus = place.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
  place.dataset.signature = signature;
  place.replaceChildren(
    ...(home
      ? blocks(home.blocks, surfaceOf(home))
      : [h('p', { class: 'muted' }, 'The app has published nothing here yet.')]),
  );
  if (focus) place.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
  return true;
}

function surfaceOf(home) {
  return {
    key: 'home',
    values: home.values,
    use: (block, element, chosen, control) => void use(block, element, chosen, control),
    find: (block, element, query) => findOptions({ surface: 'home' }, block, element, query),
  };
}

async function use(block, element, chosen, control) {
  if (element.url) window.open(element.url, '_blank', 'noopener');
  if (element.confirm && !(await openConfirm(element.confirm, control))) return;
  control.setAttribute('aria-busy', 'true');
  await perform('press-in-view', {
    surface: 'home',
    actionId: element.action_id,
    blockId: block.block_id,
    chosen,
  }).finally(() => control.removeAttribute('aria-busy'));
}
