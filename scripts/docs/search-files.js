import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const HERE = import.meta.dirname;

/**
 * Scripts and style of the site. The text of every section comes as a script, since a page that is opened from a folder may load
 * nothing else; it is loaded when somebody begins to search.
 * @param {string} root
 * @param {[string, { title: string, sections: { heading: string, id: string, text: string }[] }][]} pages
 * @param {(path: string) => string} placeOf
 * @returns {[string, string][]}
 */
export function searchFiles(root, pages, placeOf) {
  const miniSearch = join(root, 'node_modules/minisearch');
  const sections = pages.flatMap(([path, { title, sections: all }]) =>
    all.map(({ heading, id, text }) => ({ to: `${placeOf(path)}#${id}`, page: title, heading, text })),
  );
  const library = readFileSync(join(miniSearch, 'dist/umd/index.js'), 'utf8').replace(
    /^\/\/# sourceMappingURL.*$/m,
    '',
  );
  const licence = readFileSync(join(miniSearch, 'LICENSE.txt'), 'utf8');
  return [
    ['assets/site.css', readFileSync(join(HERE, 'site.css'), 'utf8')],
    ['assets/browser.js', readFileSync(join(HERE, 'browser.js'), 'utf8')],
    ['assets/minisearch.js', `/*\n${licence}*/\n${library}`],
    ['assets/sections.js', `globalThis.roundtripSections = ${JSON.stringify(sections)};\n`],
  ];
}
