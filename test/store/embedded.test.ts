import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openStore, stopEmbedded, storeIsRunning } from '../../src/store/index.ts';
import { freshId, serverPid, startChild, type TestData, testData, until } from './support.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function fresh(): TestData {
  const data = testData({ prepared: false });
  cleanups.push(data.remove);
  return data;
}

test('two processes that start at once share one server, which outlives them', async () => {
  const data = fresh();

  const children = [startChild('open', [data.directory]), startChild('open', [data.directory])];
  const statuses = await Promise.all(children.map((child) => child.ended));

  expect(statuses).toEqual([0, 0]);
  expect(await storeIsRunning(data.directory)).toBe(true);
});

test('the server listens on a private unix socket alone', async () => {
  const data = fresh();
  const store = await data.open();

  const settings = await data.query(
    "select name, setting from pg_settings where name in ('listen_addresses', 'fsync', 'unix_socket_directories') order by name",
  );

  await store.close();
  const byName = Object.fromEntries(settings.map(({ name, setting }) => [name, setting]));
  expect(byName).toMatchObject({ fsync: 'on', listen_addresses: '' });
  expect(statSync(String(byName.unix_socket_directories)).mode & 0o777).toBe(0o700);
});

test('nothing runs before the first opening, nor after stopping', async () => {
  const data = fresh();
  const before = await storeIsRunning(data.directory);

  const said: string[] = [];
  await (await data.open({ onProgress: (work) => said.push(work) })).close();
  const meanwhile = await storeIsRunning(data.directory);
  await stopEmbedded(data.directory);

  expect([before, meanwhile, await storeIsRunning(data.directory)]).toEqual([false, true, false]);
  expect(said).toContain('start');
});

test('every acknowledged event survives the kill of the writer and of the server', async () => {
  const data = fresh();
  await (await data.open()).close();
  const triage = freshId();
  const writer = startChild('append', [data.directory, triage]);
  await writer.line(/acknowledged 40/);

  process.kill(serverPid(data.directory), 'SIGKILL');
  process.kill(writer.pid, 'SIGKILL');
  await writer.ended;
  const acknowledged = writer.lines.length + 1;
  const store = await data.open();
  const events = await store.events.read(triage);

  expect(acknowledged).toBeGreaterThanOrEqual(40);
  expect(events.length).toBeGreaterThanOrEqual(acknowledged);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  expect(await store.audit.verify()).toMatchObject({ ok: true, events: events.length });
});

test('a store that is open starts its killed server again, and its work goes on', async () => {
  const data = fresh();
  const store = await data.open();
  const heard: number[] = [];
  const done: string[] = [];
  await store.events.subscribe((_triage, sequence) => heard.push(sequence));
  await store.queue.work('diagnose', async (job) => {
    done.push(job.triage);
  });
  const triage = freshId();
  const requested = {
    kind: 'requested',
    by: 'cli:root@test',
    origin: { kind: 'cli' },
    request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
  } as const;

  process.kill(serverPid(data.directory), 'SIGKILL');
  const refused = await store.events.append(triage, 0, [requested]).catch((error: Error) => error);
  const appended = await until(
    () =>
      store.events.append(triage, 0, [requested], [{ kind: 'diagnose', triage }]).then(
        (outcome) => outcome,
        () => undefined,
      ),
    20,
  );
  await until(() => (heard.length > 0 && done.length > 0 ? true : undefined), 20);

  expect(refused).toMatchObject({ code: 'store-unavailable' });
  expect(appended.kind).toBe('appended');
  expect(done).toEqual([triage]);
});

test('a server that was stopped on purpose stays stopped', async () => {
  const data = fresh();
  await data.open();

  await stopEmbedded(data.directory);
  await new Promise((resolve) => setTimeout(resolve, 2500));

  expect(await storeIsRunning(data.directory)).toBe(false);
});

test('a lock file whose number now belongs to another process keeps nobody out', async () => {
  const data = fresh();
  await (await data.open()).close();
  const lock = join(data.directory, 'postgres', 'postmaster.pid');
  const left = readFileSync(lock, 'utf8');
  await stopEmbedded(data.directory);
  writeFileSync(lock, left.replace(/^\d+/, String(process.ppid)));

  const before = await storeIsRunning(data.directory);
  const store = await data.open();

  expect(before).toBe(false);
  await expect(store.ping()).resolves.toBeUndefined();
});

test('a data directory that its user cannot get to is kept where it can', async ({ skip }) => {
  skip(process.getuid?.() !== 0, 'only root runs the server as another user');
  const root = mkdtempSync(join(tmpdir(), 'roundtrip-closed-'));
  const directory = join(root, 'data');
  mkdirSync(directory);
  cleanups.push(async () => {
    await stopEmbedded(directory, { remove: true });
    rmSync(root, { recursive: true, force: true });
  });

  const store = await openStore({ dataDirectory: directory });
  await store.ping();
  await store.close();

  expect(statSync(root).mode & 0o077).toBe(0);
  expect(await storeIsRunning(directory)).toBe(true);
});

test('a data directory that cannot be made is an error with a next step', async () => {
  const root = mkdtempSync(join(tmpdir(), 'roundtrip-file-'));
  writeFileSync(join(root, 'data'), 'a file');

  const opening = openStore({ dataDirectory: join(root, 'data') });

  await expect(opening).rejects.toMatchObject({
    code: 'store-not-writable',
    nextStep: expect.stringContaining('DATABASE_URL'),
  });
  rmSync(root, { recursive: true });
});

test('a DATABASE_URL where nothing listens is an error that does not repeat the password', async () => {
  const opening = openStore({
    databaseUrl: 'postgres://someone:s3cret@127.0.0.1:9/x',
    dataDirectory: '/nonexistent',
  });

  const error = await opening.catch((cause: Error) => cause);
  expect(error).toMatchObject({ code: 'store-refused' });
  expect(JSON.stringify(error) + String(error)).not.toContain('s3cret');
});
