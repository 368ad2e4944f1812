import { h } from './dom.js';
import { emojiString, emojiText } from './emoji.js';
import { field } from './fields.js';
import { icon } from './icons.js';
import { toggleMenu } from './menu.js';

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
    case 'overflow':
      return overflow(one, focus, choose);
    default:
      return field(one, {
        focus,
        onChoice: choose,
        held: surface.values?.[block.block_id]?.[one.action_id],
        find: (query) => surface.find(block, one, query),
      });
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
      onclick: () => {
        if (made.getAttribute('aria-disabled') !== 'true') choose({}, made);
      },
    },
    emojiText(one.text.text),
  );
  return made;
}

function overflow(one, focus, choose) {
  const made = h(
    'button',
    {
      type: 'button',
      class: 'button overflow',
      'data-focus': focus,
      'aria-label': one.accessibility_label ?? 'More',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      onclick: () =>
        toggleMenu(
          made,
          one.options.map((option) => ({
            text: emojiString(option.text.text),
            about: option.description && emojiString(option.description.text),
            act: () => {
              if (option.url) window.open(option.url, '_blank', 'noopener');
              choose({ selected_option: option }, made);
            },
          })),
        ),
    },
    icon('more'),
  );
  return made;
}
