/** What can be used inside a message. */
const CONTROLS = 'a[href], button, select, input, textarea, summary';

/** Keys that such a control needs for itself. */
const OWN_KEYS = 'select, textarea, input:not([type="checkbox"], [type="radio"])';

/** A message is one stop of the Tab key: what is in it is reached with the arrow keys. */
export function asOneStop(article) {
  article.tabIndex = 0;
  for (const control of article.querySelectorAll(`${CONTROLS}, [tabindex]`)) control.tabIndex = -1;
  return article;
}

/**
 * In a list of messages: right and left go through what can be used in a message, down and up from message to message,
 * Escape goes back to the message itself.
 * @param {HTMLElement} list
 */
export function listenToKeys(list) {
  list.addEventListener('keydown', (event) => {
    const article = event.target.closest('.message');
    if (!article || event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const isOwn = event.target !== article && event.target.matches(OWN_KEYS);
    if (isOwn && event.key !== 'Escape') return;
    const goTo = target(event, article, list);
    if (!goTo) return;
    event.preventDefault();
    event.stopPropagation();
    goTo.focus();
  });
  list.addEventListener('focusin', (event) => {
    const article = event.target.closest('.message');
    if (article && event.target !== article)
      last.set(article.dataset.ts, controls(article).indexOf(event.target));
  });
}

/** Which control of a message was used last: from there the arrow keys go on. */
const last = new Map();

function controls(article) {
  return [...article.querySelectorAll(CONTROLS)].filter((one) => one.checkVisibility());
}

function target(event, article, list) {
  const inside = controls(article);
  const at = inside.indexOf(event.target);
  const onArticle = event.target === article;
  switch (event.key) {
    case 'ArrowRight':
      return onArticle ? (inside[last.get(article.dataset.ts) ?? 0] ?? inside[0]) : inside[at + 1];
    case 'ArrowLeft':
      return onArticle ? undefined : (inside[at - 1] ?? article);
    case 'Escape':
      return onArticle ? undefined : article;
    case 'ArrowDown':
    case 'ArrowUp': {
      const articles = [...list.querySelectorAll('.message')];
      return articles[articles.indexOf(article) + (event.key === 'ArrowDown' ? 1 : -1)];
    }
    case 'Home':
    case 'End':
      return onArticle ? undefined : inside.at(event.key === 'Home' ? 0 : -1);
    default:
      return undefined;
  }
}
