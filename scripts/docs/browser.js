/* What the site's pages do by themselves: the search, and the contents that stay open beside a wide page. */
(() => {
  const top = document.currentScript.dataset.top;
  const menu = document.querySelector('details.menu');
  const wide = matchMedia('(min-width: 60rem)');
  const show = () => {
    menu.open = wide.matches;
  };
  wide.addEventListener('change', show);
  show();
  // Scrolls the sidebar alone, never the page.
  const current = menu.querySelector('[aria-current]');
  if (current && wide.matches) menu.scrollTop = current.offsetTop - menu.clientHeight / 2;

  const input = document.querySelector('.search input');
  const list = document.querySelector('.found');
  let index;

  function load(file) {
    return new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = `${top}/assets/${file}`;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  /** Made at the first search: the sections are a few hundred kilobytes that most visits do not need. */
  function makeIndex() {
    index ??= Promise.all([load('minisearch.js'), load('sections.js')]).then(() => {
      const made = new globalThis.MiniSearch({
        fields: ['heading', 'page', 'text'],
        storeFields: ['to', 'heading', 'page', 'text'],
        searchOptions: { boost: { heading: 4, page: 2 }, prefix: true, fuzzy: 0.15, combineWith: 'AND' },
      });
      made.addAll(globalThis.roundtripSections.map((section, id) => ({ id, ...section })));
      return made;
    });
    return index;
  }

  function excerptOf(text, terms) {
    const flat = text.replace(/\s+/g, ' ');
    const at = Math.max(
      0,
      Math.min(...terms.map((term) => flat.toLowerCase().indexOf(term)).filter((one) => one >= 0)),
    );
    const from = Number.isFinite(at) ? Math.max(0, at - 40) : 0;
    return `${from > 0 ? '… ' : ''}${flat.slice(from, from + 140)}`;
  }

  function entryOf({ to, heading, page, text, terms }) {
    const link = document.createElement('a');
    link.href = `${top}/${to}`;
    const title = document.createElement('b');
    title.textContent = heading === page ? page : `${page} › ${heading}`;
    const excerpt = document.createElement('span');
    excerpt.textContent = excerptOf(text, terms);
    link.append(title, excerpt);
    const item = document.createElement('li');
    item.append(link);
    return item;
  }

  async function search() {
    const words = input.value.trim();
    list.hidden = words === '';
    if (words === '') return;
    const found = (await makeIndex()).search(words).slice(0, 12);
    if (input.value.trim() !== words) return;
    if (found.length > 0) list.replaceChildren(...found.map(entryOf));
    else {
      const nothing = document.createElement('li');
      nothing.className = 'nothing';
      nothing.textContent = 'Nothing found.';
      list.replaceChildren(nothing);
    }
  }

  input.addEventListener('focus', makeIndex, { once: true });
  input.addEventListener('input', search);
  document.addEventListener('click', ({ target }) => {
    if (!target.closest('.search') || target.closest('.found a')) list.hidden = true;
  });
  document.addEventListener('keydown', (event) => {
    const links = [...list.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    if (event.key === '/' && !/^(?:INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) input.focus();
    else if (event.key === 'Escape') list.hidden = true;
    else if (event.key === 'Enter' && document.activeElement === input) links[0]?.click();
    else if (event.key === 'ArrowDown' && document.activeElement.closest('.search')) links[at + 1]?.focus();
    else if (event.key === 'ArrowUp' && at >= 0) (links[at - 1] ?? input).focus();
    else return;
    event.preventDefault();
  });
})();
