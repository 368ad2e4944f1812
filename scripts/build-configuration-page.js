/** `npm run docs:configuration`: makes the reference of docs/configuration.md anew. */
import { writeFileSync } from 'node:fs';
import { configurationPage, PAGE } from './docs/configuration.js';

writeFileSync(PAGE, configurationPage());
process.stdout.write(`${PAGE} is up to date\n`);
