/** `npm run gallery`: every message and view in every state, at a desk and on a phone, as screenshots of the local workspace's page. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Option } from 'commander';
import { openStore, stopEmbedded } from '../../src/store/index.ts';
import type { Language } from '../../src/texts/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { suiteCommand } from '../support/suite-command.ts';
import { SCENES } from './scenes.ts';
import { playScene } from './stage.ts';

const LANGUAGES: readonly Language[] = ['en', 'ja'];
/** As wide as a desk's screen and a phone's, and so high that a whole thread is seen. */
const SIZES = { desk: { width: 1280, height: 2000 }, phone: { width: 390, height: 2000 } } as const;
/** Milliseconds in which nothing may change any more before a picture is taken. */
const STILL = 800;

const command = suiteCommand('gallery', 'Every message and view in every state, as screenshots.')
  .argument('[word...]', 'only scenes whose names have one of the words')
  .option('--into <folder>', 'where the screenshots go', 'gallery')
  .addOption(new Option('--language <language>', 'one language alone').choices(LANGUAGES))
  .parse();
const { into, language: only } = command.opts<{ into: string; language?: Language }>();
const folder = resolve(into);
const scenes = SCENES.filter(
  ({ name }) => command.args.length === 0 || command.args.some((word) => name.includes(word)),
);
if (scenes.length === 0) command.error('No scene has such a word in its name.');
const languages = LANGUAGES.filter((language) => (only ?? language) === language);
const work = mkdtempSync(join(tmpdir(), 'roundtrip-gallery-'));
const store = await openStore({ dataDirectory: join(work, 'data') });
const desk = await launchBrowser(SIZES.desk);
try {
  mkdirSync(folder, { recursive: true });
  const page = await desk.browser.newPage();
  for (const language of languages)
    for (const scene of scenes) {
      const played = await playScene(store, scene, language);
      try {
        for (const [size, viewport] of Object.entries(SIZES)) {
          await page.setViewportSize(viewport);
          await page.goto('about:blank');
          await page.goto(played.page);
          await page.waitForTimeout(STILL);
          await page.screenshot({ path: join(folder, `${scene.name}.${language}.${size}.png`) });
        }
        process.stdout.write(`${scene.name}, ${language}\n`);
      } finally {
        await played.end();
      }
    }
  writeFileSync(join(folder, 'index.html'), indexOf(scenes.map(({ name }) => name)));
  process.stdout.write(`${join(folder, 'index.html')} shows them all.\n`);
} finally {
  await desk.close();
  await store.close();
  await stopEmbedded(join(work, 'data'), { remove: true });
  rmSync(work, { recursive: true, force: true });
}

function indexOf(names: readonly string[]): string {
  const figures = names.map((name) => {
    const images = languages.flatMap((language) =>
      Object.keys(SIZES).map(
        (size) => `<img src="${name}.${language}.${size}.png" alt="${name}, ${language}, ${size}">`,
      ),
    );
    return `<h2 id="${name}">${name}</h2>\n<p>${images.join('\n')}</p>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title><style>img{max-height:44rem;margin:.3rem;border:1px solid #ccc}</style>\n${figures.join('\n')}\n</html>\n`;
}
