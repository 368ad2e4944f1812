/** `npm run docs:causes`: makes the table of docs/causes.md and the pages of docs/causes anew. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { causePages, causesPage, FOLDER, PAGE } from './page.ts';

writeFileSync(PAGE, causesPage());
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER);
for (const [name, text] of causePages()) writeFileSync(join(FOLDER, name), text);
process.stdout.write(`${PAGE} and the pages in ${FOLDER} are up to date\n`);
