/** `npm run docs:causes`: makes the table of docs/causes.md anew. */
import { writeFileSync } from 'node:fs';
import { causesPage, PAGE } from './page.ts';

writeFileSync(PAGE, causesPage());
process.stdout.write(`${PAGE} is up to date\n`);
