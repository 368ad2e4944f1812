import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { pageOf } from '../../scripts/build/page.js';
import { type ExplainFlags, explainConsole } from '../../src/triage/index.ts';
import { root } from '../cli/run-roundtrip.ts';
import { skipWithoutAxe, violationsOf } from '../support/axe.ts';
import { openBrowser, skipWithoutChromium } from '../support/browser.ts';

const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 360, height: 740 };

/** `npm run test:page`: every console of the calibration as well, not one in forty. */
const ALL = process.env['ROUNDTRIP_PASTES'] === 'all';
const PASTES = ['test/fixtures/explain', 'test/fixtures/pastes'];
const CORPUS = 'test/calibration/corpus';
const textsIn = (folder: string) => globSync(`${folder}/*.txt`, { cwd: root }).sort();

const directory = mkdtempSync(join(tmpdir(), 'roundtrip-page-'));
const file = join(directory, 'paste.html');
let page: Page;
let closeBrowser: (() => Promise<void>) | undefined;
/** Whatever the page asked for, and whatever the browser complained about. */
const requests: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  writeFileSync(file, await pageOf(root));
  const started = await openBrowser(DESKTOP).catch(() => undefined);
  if (!started) return;
  closeBrowser = started.close;
  page = await started.browser.newPage();
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
}, 120_000);

afterAll(async () => {
  await closeBrowser?.();
  rmSync(directory, { recursive: true });
});

beforeEach(async (context) => {
  skipWithoutChromium(context);
  requests.length = 0;
  complaints.length = 0;
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(pathToFileURL(file).href);
});

/** Options of `roundtrip explain` by the names of the page's fields. */
const FIELDS: Readonly<Record<string, string>> = {
  '--iface': 'interface',
  '--host': 'host',
  '--from': 'from',
  '--to': 'to',
  '--port': 'port',
  '--gateway': 'gateway',
};

function fieldsOf(args: readonly string[]): Record<string, string> {
  const named = args.flatMap((word, at) => {
    const field = FIELDS[word];
    return field === undefined ? [] : [[field, args[at + 1] ?? '']];
  });
  return { ...Object.fromEntries(named), protocol: args.includes('--udp') ? 'udp' : 'tcp' };
}

/** The same for the command's own code. */
function flagsOf({ port, protocol, ...named }: Record<string, string>): ExplainFlags {
  return port === undefined
    ? named
    : { ...named, port: Number(port), protocol: protocol === 'udp' ? 'udp' : 'tcp' };
}

/** What `roundtrip explain` says: its JSON, or the two lines of its failure. */
function explained(text: string, fields: Record<string, string>): unknown {
  try {
    return JSON.parse(JSON.stringify(explainConsole(text.replaceAll('\0', ''), flagsOf(fields)).diagnosis));
  } catch (error) {
    return error instanceof Error && 'nextStep' in error ? [error.message, error.nextStep] : error;
  }
}

/** What the page says of the same console: its JSON, or the two lines of its refusal. */
function asked(text: string, fields: Record<string, string>): Promise<unknown> {
  const run = `(({ text, fields }) => {
    const form = document.getElementById('question');
    form.reset();
    document.getElementById('console').value = text;
    for (const [name, value] of Object.entries(fields)) form.elements.namedItem(name).value = value;
    form.requestSubmit();
    const verdict = document.querySelector('.verdict');
    if (verdict.dataset.tone === 'refused') return [...verdict.children].map((one) => one.textContent);
    const said = JSON.parse([...document.querySelectorAll('#answer code')].at(-1).textContent);
    return verdict.querySelector('h2').textContent === said.headline ? said : 'another headline';
  })(${JSON.stringify({ text, fields })})`;
  return page.evaluate(run);
}

test('every paste is answered as by `roundtrip explain`, without a request', async () => {
  const pastes = [...PASTES.flatMap(textsIn), ...textsIn(CORPUS).filter((_, at) => ALL || at % 40 === 0)];
  const different: string[] = [];
  for (const name of pastes) {
    const text = readFileSync(join(root, name), 'utf8');
    const { arguments: args = [] } = JSON.parse(
      readFileSync(join(root, name.replace(/txt$/, 'json')), 'utf8'),
    );
    const fields = fieldsOf(args);
    const [here, there] = [explained(text, fields), await asked(text, fields)];
    if (JSON.stringify(here) !== JSON.stringify(there)) different.push(basename(name));
  }

  expect(different).toEqual([]);
  expect(pastes.length).toBeGreaterThan(ALL ? 450 : 80);
  expect(requests).toEqual([pathToFileURL(file).href]);
  expect(complaints).toEqual([]);
}, 180_000);

test('a field that cannot be read is named, and nothing pasted is said to be nothing', async () => {
  expect(await asked('', {})).toEqual(['There is nothing to explain yet.', 'Paste a console first.']);
  expect(await asked('$ ip r', { from: '1.2.3' })).toContain(
    'From (IP address): “1.2.3” is not an IP address.',
  );
  expect(await asked('$ ip r', { port: '99999' })).toContain(
    'Port: “99999” is not a number from 1 to 65535.',
  );
  expect(await asked('$ ip r', { port: '22x' })).toContain('Port: “22x” is not a number from 1 to 65535.');
});

test('what a host prints is text, never markup', async () => {
  const hostile = '<img src=x onerror=alert(1)></script><script>alert(1)</script>';

  await asked(
    `[root@server-b ~]# ip addr\n${hostile}\n2: eth1: <UP> mtu 1500\n    inet 10.0.0.1/24 scope global eth1\n[root@server-b ~]# ping -I eth1 10.0.0.9\nFrom 10.0.0.1 icmp_seq=1 Destination Host Unreachable ${hostile}`,
    {},
  );

  expect(await page.locator('#answer script, #answer img[src="x"]').count()).toBe(0);
  expect(requests).toHaveLength(1);
  expect(complaints).toEqual([]);
});

test('its policy refuses every connection', async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;

  const outcomes = await page.evaluate(`Promise.all([
    fetch('http://127.0.0.1:${port}/').then(() => 'answered', () => 'refused'),
    ...[
      () => Object.assign(new Image(), { src: 'http://127.0.0.1:${port}/x.png' }),
      () => new WebSocket('ws://127.0.0.1:${port}/'),
    ].map((open) => new Promise((done) => { open().onerror = () => done('refused'); })),
  ])`);

  expect(outcomes).toEqual(['refused', 'refused', 'refused']);
  expect(complaints.filter((text) => text.includes('Content Security Policy')).length).toBeGreaterThanOrEqual(
    3,
  );
  expect(connections).toBe(0);
});

test('a person sees the verdict first, then what to do, and copies the commands; all by keyboard', async () => {
  await page.getByRole('button', { name: 'Show an example' }).press('Enter');

  const focused = () => page.evaluate<string>('document.activeElement.textContent');
  expect(await focused()).toMatch(/^server-b drops pings to eth1: strict rp_filter/);
  expect(await page.locator('.verdict .badge').textContent()).toBe('Proven');
  expect(await page.locator('#answer details[open]').count()).toBe(0);
  await page.getByText('Recommended fix').press('Enter');
  expect(await page.locator('details[open] pre').textContent()).toMatch(
    /\nip rule add pref \d+ from 172\.16\.5\.4/,
  );
  await page.getByRole('button', { name: '日本語' }).press('Enter');
  expect(await page.locator('html').getAttribute('lang')).toBe('ja');
  expect(await focused()).toBe('日本語');
  expect(await page.locator('.verdict h2').textContent()).toContain('破棄');
});

describe('at a desk and on a phone, in light and dark, in both languages', () => {
  beforeEach(skipWithoutAxe);

  test.each([
    ['at a desk', DESKTOP, 'light', 'English'],
    ['on a phone, dark', PHONE, 'dark', '日本語'],
  ] as const)(
    'axe finds nothing, and nothing is wider than the page: %s',
    async (_where, size, colorScheme, language) => {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      await page.getByRole('button', { name: language }).click();
      const states: string[][] = [await wrongNow()];
      await page.locator('[data-action=example]').click();
      states.push(await wrongNow());
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
      states.push(await wrongNow());
      await page.locator('#console').fill('nothing of a console');
      await page.locator('[type=submit]').click();
      states.push(await wrongNow());

      expect(states).toEqual([[], [], [], []]);
      expect(complaints).toEqual([]);
    },
    120_000,
  );
});

async function wrongNow(): Promise<string[]> {
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  return [...(await violationsOf(page)), ...(overflow > 0 ? [`${overflow} pixels too wide`] : [])];
}
