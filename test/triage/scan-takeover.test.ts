import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { createTriages, foldScan } from '../../src/triage/index.ts';
import { type Child, startChild, testData, until } from '../store/support.ts';
import { createWorld, directory, settingsWith } from './world.ts';

const HOSTS = Array.from({ length: 150 }, (_, index) => `web-${index + 1}`);

const data = testData();
const folder = mkdtempSync(join(tmpdir(), 'roundtrip-takeover-'));
const log = join(folder, 'looked');
const world = createWorld({});
const children: Child[] = [];
let store: Store;

beforeAll(async () => {
  store = await data.open();
});
afterAll(async () => {
  for (const { process: child } of children) child.kill('SIGKILL');
  world.remove();
  rmSync(folder, { recursive: true, force: true });
  await data.remove();
});

async function startScanner(milliseconds: number): Promise<Child> {
  const words = [data.directory, world.file, log, String(milliseconds)];
  const child = startChild('../../triage/children/scanner', words);
  children.push(child);
  await child.line(/ready/);
  return child;
}

test('a scan whose worker is killed is done by another: no host is lost, and none is told twice', {
  timeout: 120_000,
}, async () => {
  const known = settingsWith();
  const settings = { ...known, rulesFor: () => known.rulesFor('server-b') };
  const triages = createTriages({ events: store.events, directory, settings });
  const scanned = async () => foldScan(await store.events.read(scan))?.results.length ?? 0;
  const first = await startScanner(300);
  const scan = await triages.requestScan({ words: 'web', hosts: HOSTS }, 'slack:U0ASKER', { kind: 'cli' });
  await until(async () => ((await scanned()) > 0 ? true : undefined), 30);

  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  const atDeath = await scanned();
  const lookedAtBefore = readFileSync(log, 'utf8').trim().split('\n').length;
  await startScanner(20);
  await startScanner(20);
  const state = await until(async () => {
    const found = foldScan(await store.events.read(scan));
    return found?.ended ? found : undefined;
  }, 60);

  const events = await store.events.read(scan);
  const rows = events.flatMap(({ event }) => (event.kind === 'hosts-scanned' ? event.results : []));
  expect(atDeath).toBeGreaterThan(0);
  expect(atDeath).toBeLessThan(HOSTS.length);
  expect(rows.map(({ host }) => host).toSorted()).toEqual(HOSTS.toSorted());
  expect(state.results).toHaveLength(HOSTS.length);
  expect(events.filter(({ event }) => event.kind === 'scan-ended')).toHaveLength(1);
  // What the dead worker had recorded was not looked at again.
  const looks = readFileSync(log, 'utf8').trim().split('\n').length - lookedAtBefore;
  expect(looks).toBeLessThanOrEqual(HOSTS.length - atDeath);
  expect(await store.audit.verify()).toMatchObject({ ok: true });
});
