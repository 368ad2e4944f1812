/** `npm run docs:picture`: draws the pictures of the README anew. */
import { writeFileSync } from 'node:fs';
import { pngOf } from '../../src/picture/index.ts';
import { article, PAGES } from './article.ts';

const { found, remedy } = article();
for (const show of ['now', 'after'] as const) {
  const { png, alternativeText } = await pngOf(found, { remedy, show });
  writeFileSync(PAGES[show], png);
  process.stdout.write(`${PAGES[show]}: ${alternativeText}\n`);
}
