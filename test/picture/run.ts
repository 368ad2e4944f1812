/** `npm run docs:picture`: draws the pictures of the README anew, and says in it what they show. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pngOf } from '../../src/picture/index.ts';
import { article, PAGES, README } from './article.ts';

const { found, remedy } = article();
for (const show of ['now', 'after'] as const) {
  const { png, alternativeText } = await pngOf(found, { remedy, show });
  writeFileSync(PAGES[show], png);
  const image = new RegExp(`(<img src="docs/${basename(PAGES[show])}"[^>]* alt=")[^"]*`);
  const alternative = alternativeText.replaceAll('"', '&quot;');
  const page = readFileSync(README, 'utf8').replace(image, (_, start: string) => `${start}${alternative}`);
  writeFileSync(README, page);
  process.stdout.write(`${PAGES[show]}: ${alternativeText}\n`);
}
