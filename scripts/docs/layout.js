import { dirname, posix } from 'node:path';
import { TITLES } from './groups.js';

/** Headings of these levels stand in "On this page". */
const OUTLINE_LEVELS = new Set([2, 3]);

/**
 * A page of the site: header, sidebar, the page, its outline, and the pages before and after it.
 * @param {{ path: string, page: any, body: string, groups: any[], pages: Map<string, any>, placeOf: (path: string) => string, relativeTo: (from: string, to: string) => string }} parts
 */
export function layOut({ path, page, body, groups, pages, placeOf, relativeTo }) {
  const place = placeOf(path);
  const top = posix.relative(dirname(place), '.') || '.';
  const linkTo = (to) =>
    `<a href="${relativeTo(place, placeOf(to))}"${to === path ? ' aria-current="page"' : ''}>${escaped(TITLES[to] ?? pages.get(to).title)}</a>`;
  const order = groups
    .flatMap(({ pages: own, more }) => [...own, ...(more?.pages ?? [])])
    .filter((to) => pages.has(to));
  const at = order.indexOf(path);
  const before = order[at - 1];
  const after = order[at + 1];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(page.title)}${path === 'docs/index.md' ? '' : ' · Roundtrip'}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${top}/assets/site.css">
<script src="${top}/assets/browser.js" data-top="${top}" defer></script>
</head>
<body>
<a class="skip" href="#page">Skip to the page</a>
<header>
<a class="home" href="${top}/index.html">Roundtrip</a>
<div class="search" role="search">
<input type="search" placeholder="Search" aria-label="Search the documents" autocomplete="off" spellcheck="false">
<ul class="found" hidden></ul>
</div>
</header>
<div class="columns">
<details class="menu"><summary>Contents</summary>
<nav aria-label="Contents">${sidebar(groups, pages, path, linkTo)}</nav>
</details>
<main id="page">
${body}
<nav class="turn" aria-label="Pages before and after">
${before === undefined ? '<span></span>' : `<span>← ${linkTo(before)}</span>`}
${after === undefined ? '<span></span>' : `<span>${linkTo(after)} →</span>`}
</nav>
</main>
${outline(page.sections)}
</div>
</body>
</html>
`;
}

function sidebar(groups, pages, path, linkTo) {
  const list = (paths) =>
    `<ul>${paths
      .filter((to) => pages.has(to))
      .map((to) => `<li>${linkTo(to)}</li>`)
      .join('')}</ul>`;
  return groups
    .map(({ title, pages: own, more }) => {
      const folded = more
        ? `<details${more.pages.includes(path) ? ' open' : ''}><summary>${more.title}</summary>${list(more.pages)}</details>`
        : '';
      return `<section><h2>${title}</h2>${list(own)}${folded}</section>`;
    })
    .join('');
}

function outline(sections) {
  const shown = sections.filter(({ level }) => OUTLINE_LEVELS.has(level));
  if (shown.length < 2) return '';
  const entries = shown
    .map(
      ({ level, heading, id }) => `<li class="level-${level}"><a href="#${id}">${escaped(heading)}</a></li>`,
    )
    .join('');
  return `<nav class="outline" aria-label="On this page"><h2>On this page</h2><ul>${entries}</ul></nav>`;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
