import { accessSync, constants } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium } from 'playwright-core';
import type { TestContext } from 'vitest';

const FONT = fileURLToPath(new URL('../../src/picture/font/biz-ud-gothic.ttf', import.meta.url));
const PROGRAMS = ['chromium', 'google-chrome'];
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The Chromium on the search path, or undefined where there is none. */
function findChromium(): string | undefined {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  return PROGRAMS.flatMap((program) => directories.map((directory) => join(directory, program))).find(
    isExecutable,
  );
}

/** For `beforeEach`: without Chromium the test is skipped, and the report says why. */
export function skipWithoutChromium({ skip }: Pick<TestContext, 'skip'>): void {
  skip(findChromium() === undefined, 'Chromium is not installed (npm test installs it for root on Debian)');
}

/** A browser with a profile of its own; `close` ends it and removes the profile. */
export async function launchBrowser(viewport: {
  width: number;
  height: number;
}): Promise<{ browser: BrowserContext; close: () => Promise<void> }> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no Chromium');
  const profile = await mkdtemp(join(tmpdir(), 'roundtrip-chromium-'));
  const removeProfile = () => rm(profile, { recursive: true, force: true });
  try {
    // A machine without a screen may have no Japanese font: fontconfig looks for more in the home folder.
    await mkdir(join(profile, '.fonts'));
    await cp(FONT, join(profile, '.fonts', basename(FONT)));
    const browser = await chromium.launchPersistentContext(profile, {
      executablePath,
      env: { ...process.env, HOME: profile },
      args: FLAGS,
      viewport,
    });
    return { browser, close: () => browser.close().finally(removeProfile) };
  } catch (error) {
    await removeProfile();
    throw error;
  }
}
