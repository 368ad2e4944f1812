import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { groupsOf } from './groups.js';
import { layOut } from './layout.js';
import { readPage, renderPage } from './render.js';
import { searchFiles } from './search-files.js';

/**
 * The documents as a site: what stands in each of its files, and what is wrong with its pages and links. Every address in it is
 * relative, so that it works below any path, and from a folder. Nothing is written.
 * @param {string} root the repository
 * @returns {{ files: Map<string, string | Buffer>, problems: string[], pages: number, links: number }}
 */
export function makeSite(root) {
  const groups = groupsOf(root);
  const listed = groups.flatMap(({ pages, more }) => [...pages, ...(more?.pages ?? [])]);
  const missing = listed.filter((path) => !existsSync(join(root, path)));
  const unlisted = globSync('docs/**/*.md', { cwd: root }).filter((path) => !listed.includes(path));
  const problems = [
    ...missing.map((path) => `${path}: stands in scripts/docs/groups.js and is not there`),
    ...unlisted.map((path) => `${path}: stands in no group of scripts/docs/groups.js`),
  ];
  const pages = new Map(
    listed
      .filter((path) => !missing.includes(path))
      .map((path) => [path, readPage(readFileSync(join(root, path), 'utf8'))]),
  );
  const files = new Map();
  let links = 0;
  for (const [path, page] of pages) {
    for (const link of page.links) {
      links += 1;
      const found = resolveLink(root, pages, path, link);
      if (found.problem !== undefined) problems.push(`${path}: ${link.to}: ${found.problem}`);
      if (found.file !== undefined) files.set(placeOf(found.file), readFileSync(join(root, found.file)));
      if (found.place !== undefined) link.put(`${relativeTo(placeOf(path), found.place)}${found.anchor}`);
    }
  }
  for (const [path, page] of pages) {
    files.set(
      placeOf(path),
      layOut({ path, page, body: renderPage(page), groups, pages, placeOf, relativeTo }),
    );
  }
  for (const [place, content] of searchFiles(root, [...pages], placeOf)) files.set(place, content);
  return { files, problems, pages: pages.size, links };
}

/** Where a link leads: another site (nothing to do), a page, a file that is taken along, or nowhere. */
function resolveLink(root, pages, from, { to, image, alternative }) {
  if (/^(?:https?|mailto):/.test(to)) return {};
  if (image && !alternative) return { problem: 'an image without an alternative text' };
  const [path, anchor] = to.split('#').map(decodeURIComponent);
  const target = path === '' ? from : posix.join(posix.dirname(from), path);
  if (target.startsWith('..') || !existsSync(join(root, target))) return { problem: 'is not there' };
  const place = placeOf(target);
  const page = pages.get(target);
  if (page === undefined) {
    if (target.endsWith('.md') && target.startsWith('docs/')) return { problem: 'is no page of the site' };
    if (statSync(join(root, target)).isDirectory()) return { problem: 'is a folder: name a file in it' };
    return { file: target, place, anchor: anchor === undefined ? '' : `#${anchor}` };
  }
  if (anchor === undefined) return { place, anchor: '' };
  if (!page.sections.some(({ id }) => id === anchor))
    return { problem: `no heading makes the anchor #${anchor}` };
  return { place, anchor: `#${anchor}` };
}

/** The place in the site of a file of the repository. */
function placeOf(path) {
  const inside = path.startsWith('docs/') ? path.slice('docs/'.length) : path;
  if (path.endsWith('.md') && (path.startsWith('docs/') || dirname(path) === '.')) {
    return path === inside
      ? `project/${basename(path, '.md').toLowerCase()}.html`
      : inside.replace(/\.md$/, '.html');
  }
  return path === inside ? `files/${path}` : inside;
}

function relativeTo(from, to) {
  return posix.relative(posix.dirname(from), to) || posix.basename(to);
}
