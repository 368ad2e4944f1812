import { spawn } from 'node:child_process';
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPostmaster, serverIsRunning } from '../../src/store/embedded/index.ts';
import { backUp, restore, stopEmbedded, storeStatus } from '../../src/store/index.ts';
import { requested, serverPid, testData } from './support.ts';

const EMBEDDED = { databaseUrl: undefined, databaseOwnerUrl: undefined };

describe('the upkeep of a store', () => {
  const data = testData();
  const files = dirname(data.directory);
  const store = { ...EMBEDDED, dataDirectory: data.directory };
  beforeAll(async () => {
    const open = await data.open();
    for (const triage of ['T0000000001', 'T0000000002'])
      await open.events.append(triage, 0, [requested], [{ kind: 'diagnose', triage }]);
    await open.postings.save('T0000000001', { slot: 'status', channel: 'C1', ts: '1.1', digest: 'd' });
    await open.close();
  });
  afterAll(() => data.remove());

  test('its status names process, size, events and who is connected', async () => {
    const open = await data.open();

    const status = await storeStatus(store);

    expect(status).toMatchObject({
      kind: 'embedded',
      running: true,
      pid: serverPid(data.directory),
      events: 2,
    });
    expect(status.connected?.map(({ program }) => program)).toContain('roundtrip');
    expect(status.bytes).toBeGreaterThan(1_000_000);
    await open.close();
  });

  test('a backup holds what a restore brings back: events, queue, and the chain goes on', async () => {
    const file = join(files, 'all.backup');
    const { events, head } = await backUp(store, file);

    const other = testData();
    const restored = await restore({ ...EMBEDDED, dataDirectory: other.directory }, file);
    const open = await other.open();
    const waiting = await other.query(
      "select name, data->>'triage' as triage from roundtrip_jobs.job order by triage",
    );
    const again = await open.events.append('T0000000003', 0, [requested]);
    const verdict = await open.audit.verify();
    await other.remove();

    expect(statSync(file).mode & 0o077).toBe(0);
    expect({ events, head }).toEqual(restored);
    expect(events).toBe(2);
    expect(waiting.map(({ triage }) => triage)).toEqual(['T0000000001', 'T0000000002']);
    expect(again.kind).toBe('appended');
    expect(verdict).toMatchObject({ ok: true, events: 3 });
  });

  test('what is there is never overwritten', async () => {
    const file = join(files, 'second.backup');
    await backUp(store, file);

    await expect(backUp(store, file)).rejects.toMatchObject({ code: 'backup-exists' });
    await expect(restore(store, file)).rejects.toMatchObject({ code: 'store-not-empty' });
    for (const [none, why] of Object.entries({
      '/nope': 'it is not there',
      [files]: 'it is a directory',
      '/dev/null': 'it is not a file',
    }))
      await expect(restore(store, none)).rejects.toMatchObject({
        code: 'backup-unreadable',
        message: `The backup ${none} cannot be read (${why}).`,
      });
    await expect(backUp(store, join(files, 'no', 'such', 'folder'))).rejects.toMatchObject({
      code: 'backup-not-written',
    });
  });

  test('a backup of a log that does not fit any more says so at once', async () => {
    const file = join(files, 'unfit.backup');
    const change = (from: string, to: string) =>
      data.query(
        `set session_replication_role = replica; update events set event = replace(event, '${from}', '${to}') where position = 2`,
      );
    await change('server-b', 'server-x');
    const { unfit } = await backUp(store, file);
    await change('server-x', 'server-b');

    expect(unfit).toEqual({ position: 2, finding: { kind: 'content-changed', facts: {} } });
    expect((await backUp(store, join(files, 'fit.backup'))).unfit).toBeUndefined();
  });

  test('a backup that was cut off, changed or is none leaves the store empty', async () => {
    const file = join(files, 'whole.backup');
    await backUp(store, file);
    const bad = join(files, 'bad.backup');
    const text = gunzipSync(readFileSync(file)).toString();
    const lines = text.trimEnd().split('\n');
    const kinds: Record<string, () => void> = {
      'cut in the middle of the gzip': () => {
        writeFileSync(bad, readFileSync(file));
        truncateSync(bad, Math.floor(statSync(file).size / 2));
      },
      'without its head': () => writeFileSync(bad, gzipSync(lines.slice(1).join('\n'))),
      'without its end': () => writeFileSync(bad, gzipSync(lines.slice(0, -1).join('\n'))),
      'an event changed': () => writeFileSync(bad, gzipSync(text.replace('T0000000002', 'T0000000009'))),
      'a table that is not ours': () =>
        writeFileSync(bad, gzipSync(text.replace('public.events', 'pg_authid'))),
      'no backup': () => writeFileSync(bad, 'hello'),
      'no file': () => rmSync(bad),
    };
    for (let at = 20; at < 100; at += 20)
      kinds[`bytes changed at ${at} %`] = () => {
        const bytes = readFileSync(file);
        bytes.write('XXXX', Math.floor((bytes.length * at) / 100));
        writeFileSync(bad, bytes);
      };
    const other = testData();
    const codes: Record<string, unknown> = {};
    for (const [kind, make] of Object.entries(kinds)) {
      make();
      codes[kind] = await restore({ ...EMBEDDED, dataDirectory: other.directory }, bad).then(
        () => 'restored',
        (error: { code: string }) => error.code,
      );
    }
    const left = await other.query('select count(*)::int as events from events');
    await other.remove();

    expect(codes).toEqual({
      'cut in the middle of the gzip': 'backup-broken',
      'without its head': 'backup-broken',
      'without its end': 'backup-broken',
      'an event changed': 'backup-broken',
      'a table that is not ours': 'backup-of-another-version',
      'no backup': 'backup-broken',
      'no file': 'backup-unreadable',
      ...Object.fromEntries([20, 40, 60, 80].map((at) => [`bytes changed at ${at} %`, 'backup-broken'])),
    });
    expect(left).toEqual([{ events: 0 }]);
  });
});

describe('a database that nobody is connected to', () => {
  const program = join(import.meta.dirname, '../../src/store/embedded/idle.sh');
  const data = testData();
  afterAll(() => data.remove());

  test('ends, and goes on while somebody is', { timeout: 60_000 }, async () => {
    const open = await data.open();
    const cluster = join(data.directory, 'postgres');
    const idle = spawn('sh', [program, String(serverPid(data.directory)), '2'], {
      cwd: cluster,
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => idle.once('exit', resolve));

    await new Promise((resolve) => setTimeout(resolve, 6_000));
    const whileConnected = await serverIsRunning(data.directory);
    await open.close();
    await ended;
    await expect.poll(() => findPostmaster(cluster), { timeout: 10_000 }).toBeUndefined();

    expect(whileConnected).toBe(true);
    const again = await data.open();
    await again.ping();
    await again.close();
    await stopEmbedded(data.directory);
  });
});

test('a database that does not answer is told as that', async () => {
  const databaseUrl = 'postgres://nobody@127.0.0.1:1/none';
  await expect(
    storeStatus({ dataDirectory: '/nowhere', databaseUrl, databaseOwnerUrl: undefined }),
  ).rejects.toMatchObject({ code: 'store-unavailable' });
});
