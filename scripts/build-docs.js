/** `npm run docs:site`: the documents as a site, in `site/`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeSite } from './docs/site.js';

const root = dirname(import.meta.dirname);
const folder = join(root, 'site');
const { files, problems, pages } = makeSite(root);
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exitCode = 1;
} else {
  rmSync(folder, { recursive: true, force: true });
  for (const [place, content] of files) {
    const file = resolve(folder, place);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  process.stdout.write(`${pages} pages in ${folder}: open ${join(folder, 'index.html')}\n`);
}
