import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ html: true });
markdown.renderer.rules.table_open = () => '<div class="table"><table>\n';
markdown.renderer.rules.table_close = () => '</table></div>\n';
markdown.renderer.rules.heading_close = (tokens, at, options, _env, self) => {
  const id = tokens[at - 2].attrGet('id');
  return `<a class="anchor" href="#${id}" aria-hidden="true" tabindex="-1">#</a>${self.renderToken(tokens, at, options)}`;
};

/**
 * One page: its tokens, its title, its sections (`id` is the anchor, as GitHub makes it; `text` for the search), and whatever it
 * links to or shows, each with a way to put another address in its place.
 * @param {string} text Markdown
 */
export function readPage(text) {
  const tokens = markdown.parse(text, {});
  const seen = new Map();
  const sections = [];
  const links = [];
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const heading = plainText(tokens[index + 1]);
      const slug = slugOf(heading);
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      const id = count === 0 ? slug : `${slug}-${count}`;
      token.attrSet('id', id);
      sections.push({ level: Number(token.tag.slice(1)), heading, id, text: '' });
    } else if (token.type === 'inline') {
      links.push(...token.children.flatMap(linksOfToken));
      addText(sections, plainText(token), tokens[index - 1]?.type === 'heading_open');
    } else if (token.type === 'fence') addText(sections, token.content, false);
    else links.push(...linksOfToken(token));
  }
  return { tokens, title: sections[0]?.heading ?? '', sections, links };
}

/**
 * The HTML of a page's tokens.
 * @param {ReturnType<typeof readPage>} page
 */
export function renderPage({ tokens }) {
  return markdown.renderer.render(tokens, markdown.options, {});
}

/** An anchor as GitHub makes it: lower case, without punctuation, `-` for blanks. */
function slugOf(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

function plainText({ children }) {
  return children
    .map(({ type, content }) => (type === 'softbreak' ? ' ' : type.startsWith('html') ? '' : content))
    .join('');
}

function addText(sections, text, isHeading) {
  const section = sections.at(-1);
  if (section !== undefined && !isHeading) section.text += `${text}\n`;
}

function linksOfToken(token) {
  if (token.type === 'link_open') return [linkBy(token, 'href', {})];
  if (token.type === 'image') return [linkBy(token, 'src', { image: true, alternative: token.content })];
  if (!token.type.startsWith('html')) return [];
  return [...token.content.matchAll(/<(\w+)[^>]*?\s(src|href)="([^"]*)"[^>]*>/g)].map(
    ([tag, name, attribute, to]) => ({
      to,
      image: name === 'img',
      alternative: /\salt="([^"]*)"/.exec(tag)?.[1] ?? '',
      put: (address) => {
        token.content = token.content.replace(`${attribute}="${to}"`, `${attribute}="${address}"`);
      },
    }),
  );
}

function linkBy(token, attribute, more) {
  return { ...more, to: token.attrGet(attribute), put: (address) => token.attrSet(attribute, address) };
}
