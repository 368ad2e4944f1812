/** `npm run docs:screens`: takes the screenshots of the documents anew, of the local workspace's page on a phone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore, stopEmbedded } from '../../src/store/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { SCENES } from './scenes.ts';
import { playScene } from './stage.ts';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));

/** As wide as a phone, and so high that the longest message is seen whole; of that one the beginning is shown. */
const SIZE = { width: 390, height: 2_800 };
const HIGHEST = 1_150;

/** Of each scene one message, counted from the first or (negative) from the last. */
const SCREENS = [
  { scene: 'verdict-strict-seed', language: 'en', file: 'screen-verdict.png', message: 1 },
  { scene: 'approval-asked-directly', language: 'en', file: 'screen-approval.png', message: 0 },
  { scene: 'fixed', language: 'en', file: 'screen-fixed.png', message: -1 },
  { scene: 'verdict-strict-seed', language: 'ja', file: 'screen-verdict-ja.png', message: 1 },
] as const;

const work = mkdtempSync(join(tmpdir(), 'roundtrip-screens-'));
const store = await openStore({ dataDirectory: join(work, 'data') });
const phone = await launchBrowser(SIZE);
try {
  const page = await phone.browser.newPage();
  for (const { scene: name, language, file, message } of SCREENS) {
    const scene = SCENES.find((each) => each.name === name);
    if (!scene) throw new Error(`there is no scene ${name}`);
    const played = await playScene(store, scene, language);
    try {
      await page.goto(played.page);
      const list = page.locator('#thread-messages:visible, #messages:visible').last();
      const shown = list.locator('.message').nth(message);
      await shown.waitFor();
      await page.waitForTimeout(1_000);
      const box = await shown.boundingBox();
      if (!box) throw new Error(`${name} does not show that message`);
      const clip = { x: 0, y: box.y, width: SIZE.width, height: Math.min(box.height, HIGHEST) };
      await page.screenshot({ path: join(DOCS, file), clip });
      process.stdout.write(`docs/${file}: ${name}, ${language}\n`);
    } finally {
      await played.end();
    }
  }
} finally {
  await phone.close();
  await store.close();
  await stopEmbedded(join(work, 'data'), { remove: true });
  rmSync(work, { recursive: true, force: true });
}
