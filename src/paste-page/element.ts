/** An element of the page as data: views are pure, and `browser.js` alone touches the document. */
export type Element = {
  tag: string;
  attributes: Readonly<Record<string, string>>;
  children: readonly (Element | string)[];
};

type Child = Element | string | undefined;

/** An element with a class and what stands in it; what is undefined is left out. */
export function element(tag: string, className: string, ...children: Child[]): Element {
  return elementWith(tag, className === '' ? {} : { class: className }, ...children);
}

/** An element with attributes. */
export function elementWith(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...children: Child[]
): Element {
  return { tag, attributes, children: children.filter((child) => child !== undefined) };
}

/** A part that is folded until it is asked for. */
export function folded(title: Child, ...children: Child[]): Element {
  return element('details', 'part', element('summary', '', title), element('div', 'inside', ...children));
}

/** Text for a terminal, with a button that copies it. */
export function commands(text: string, { copy, copied }: { copy: string; copied: string }): Element {
  return element(
    'div',
    'commands',
    elementWith('pre', { tabindex: '0' }, element('code', '', text)),
    elementWith(
      'button',
      { type: 'button', class: 'copy', 'data-action': 'copy', 'data-done': copied },
      copy,
    ),
  );
}
