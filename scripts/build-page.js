// `npm run docs:page`: the page that explains a pasted console in the browser, as one file.
import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pageOf } from './build/page.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { out } = parseArgs({
  options: { out: { type: 'string', default: join(root, 'docs', 'paste.html') } },
}).values;
const html = await pageOf(root);
writeFileSync(out, html);
process.stdout.write(`${relative(process.cwd(), out)}: ${Math.round(html.length / 1024)} kB\n`);
