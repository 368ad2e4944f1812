import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import type { TestContext } from 'vitest';

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
    const browser = await chromium.launchPersistentContext(profile, {
      executablePath,
      args: FLAGS,
      viewport,
    });
    return { browser, close: () => browser.close().finally(removeProfile) };
  } catch (error) {
    await removeProfile();
    throw error;
  }
}
