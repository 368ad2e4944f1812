import { blocks } from './blocks.js';
import { h } from './dom.js';
import { conversationById, perform, store } from './store.js';

let onHome = false;

/** Tabs of the app's direct message: messages and the Home tab that the app published. */
export function showHomeTabs(bar, messages) {
  const conversation = conversationById(store.channel);
  const withApp = conversation?.with === store.frame.botUserId;
  if (!withApp) onHome = false;
  if (!withApp) {
    bar.replaceChildren();
    messages.classList.remove('showing-home');
    return false;
  }
  const tab = (name, isHome) =>
    h(
      'button',
      {
        type: 'button',
        class: 'tab',
        'aria-pressed': String(onHome === isHome),
        onclick: () => {
          onHome = isHome;
          if (isHome) void perform('home');
          document.dispatchEvent(new Event('tab'));
        },
      },
      name,
    );
  bar.replaceChildren(tab('Messages', false), tab('Home', true));
  messages.classList.toggle('showing-home', onHome);
  if (!onHome) return false;
  const surface = {
    key: 'home',
    use: (block, element, chosen) =>
      void perform('press-in-view', {
        surface: 'home',
        actionId: element.action_id,
        blockId: block.block_id,
        chosen,
      }),
  };
  const home = store.frame.home;
  messages.dataset.context = '';
  messages.replaceChildren(
    h(
      'div',
      { class: 'home' },
      ...(home
        ? blocks(home.blocks, surface)
        : [h('p', { class: 'muted' }, 'The app has published nothing here.')]),
    ),
  );
  return true;
}
