import { accessSync, constants, rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
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

type Viewport = { width: number; height: number };
type Opened = { browser: BrowserContext; close: () => Promise<void> };

/** A browser with a profile of its own; `close` ends it and removes the profile. */
export async function launchBrowser(viewport: Viewport): Promise<Opened> {
  const { profile, ...options } = await prepare();
  const removeProfile = () => rm(profile, { recursive: true, force: true });
  try {
    const browser = await chromium.launchPersistentContext(profile, { ...options, viewport });
    return { browser, close: () => browser.close().finally(removeProfile) };
  } catch (error) {
    await removeProfile();
    throw error;
  }
}

let shared: Promise<Browser> | undefined;

/**
 * What a browser keeps of one person, in a browser that the tests of this process share: it takes seconds of the processor to start.
 * `close` ends it, and nothing of it is left for the next; the browser ends with the process.
 */
export async function openBrowser(viewport: Viewport): Promise<Opened> {
  shared ??= launchShared();
  const browser = await (await shared).newContext({ viewport });
  return { browser, close: () => browser.close() };
}

async function launchShared(): Promise<Browser> {
  const { profile, ...options } = await prepare();
  process.once('exit', () => rmSync(profile, { recursive: true, force: true }));
  return chromium.launch(options);
}

/** A directory for its profile, which is its home as well, and how it is started. */
async function prepare() {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no Chromium');
  const profile = await mkdtemp(join(tmpdir(), 'roundtrip-chromium-'));
  // A machine without a screen may have no Japanese font: fontconfig looks for more in the home folder.
  await mkdir(join(profile, '.fonts'));
  await cp(FONT, join(profile, '.fonts', basename(FONT)));
  return { profile, executablePath, env: { ...process.env, HOME: profile }, args: FLAGS };
}
