import { createPrivateKey, sign } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hashLink, signedLines } from '../../src/store/chain.ts';
import type { Store } from '../../src/store/index.ts';
import { words } from '../support/words.ts';
import { freshId, requested, testData, until } from './support.ts';

const data = testData();
const files = {
  signingKeyFile: join(dirname(data.directory), 'audit.key'),
  anchorFile: join(dirname(data.directory), 'audit.anchor'),
};
let store: Store;
let triage: string;
afterAll(() => data.remove());

beforeEach(async () => {
  await (await data.open()).close();
  await tamper('truncate events');
  writeFileSync(files.anchorFile, '');
  store = await data.open({ audit: files });
  triage = freshId();
  await store.events.append(triage, 0, [requested]);
  for (const sequence of [1, 2, 3]) {
    await store.events.append(triage, sequence, [{ kind: 'progress', said: words(`step ${sequence}`) }]);
  }
  await store.close();
  store = await data.open();
});

/** As somebody would who owns the database: with the triggers off. */
async function tamper(statement: string): Promise<void> {
  await data.query(`set session_replication_role = replica; ${statement}`);
}

test('an untouched log and its heads verify', async () => {
  const verdict = await store.audit.verify(files);

  expect(verdict).toEqual({ ok: true, from: 1, events: 4, heads: 2, signatures: 4, unsigned: 0 });
  expect(statSync(files.signingKeyFile).mode & 0o777).toBe(0o600);
});

test('a key that others can read, or that is none, is refused before anything is recorded, and no connection is left', async () => {
  const mine =
    "select count(*)::int as connections from pg_stat_activity where application_name = 'roundtrip'";
  const connections = async () => (await data.query(mine))[0]?.['connections'];
  const before = Number(await connections());
  chmodSync(files.signingKeyFile, 0o640);
  await expect(data.open({ audit: files })).rejects.toMatchObject({ code: 'audit-key-exposed' });
  chmodSync(files.signingKeyFile, 0o600);
  const none = { ...files, signingKeyFile: files.anchorFile };
  await expect(data.open({ audit: none })).rejects.toMatchObject({ code: 'audit-key-exposed' });
  chmodSync(files.anchorFile, 0o600);
  await expect(data.open({ audit: none })).rejects.toMatchObject({ code: 'audit-key-invalid' });
  const empty = { ...files, signingKeyFile: `${files.signingKeyFile}.empty` };
  writeFileSync(empty.signingKeyFile, '', { mode: 0o600 });
  await expect(data.open({ audit: empty })).rejects.toMatchObject({ code: 'audit-key-invalid' });
  await expect.poll(async () => Number(await connections()), { timeout: 5_000 }).toBeLessThanOrEqual(before);
});

describe('a signing key', () => {
  const away = `${files.signingKeyFile}.away`;
  afterEach(() => renameSync(away, files.signingKeyFile));

  test('that is missing is not made anew where the log or the anchor is signed', async () => {
    renameSync(files.signingKeyFile, away);
    const kept = readFileSync(files.anchorFile, 'utf8');

    await expect(data.open({ audit: files })).rejects.toMatchObject({ code: 'audit-key-missing' });
    writeFileSync(files.anchorFile, '');
    await expect(data.open({ audit: files })).rejects.toMatchObject({ code: 'audit-key-missing' });
    await tamper('truncate events');
    writeFileSync(files.anchorFile, kept);
    await expect(data.open({ audit: files })).rejects.toMatchObject({ code: 'audit-key-missing' });

    expect(existsSync(files.signingKeyFile)).toBe(false);
  });

  test('that another one replaced counts for what it signed before, and for nothing behind it', async () => {
    copyFileSync(files.signingKeyFile, away);
    const old = await data.open({ audit: files });
    const { formerKeyFile = '' } = await store.changeKey(files, 'cli:ops@here');
    const step = (sequence: number) => ({ kind: 'progress', said: words(`step ${sequence}`) }) as const;
    const after = await data.open({ audit: files });
    await after.events.append(triage, 4, [step(4)]);
    await after.close();
    const both = { ...files, formerKeyFiles: [formerKeyFile] };

    await expect(old.events.append(triage, 5, [step(5)])).rejects.toMatchObject({
      code: 'audit-key-foreign',
    });
    // What a change of a host rests on: the key of that time must be known, and counts for that time alone.
    const knows = await data.open({ audit: both });
    expect(await knows.events.readOwn(triage)).toHaveLength(5);
    const forgets = await data.open({ audit: files });
    await expect(forgets.events.readOwn(triage)).rejects.toMatchObject({ code: 'audit-event-foreign' });
    await Promise.all([knows.close(), forgets.close()]);
    const stolen = { ...files, signingKeyFile: away };
    await expect(data.open({ audit: stolen })).rejects.toMatchObject({ code: 'audit-key-foreign' });
    expect(statSync(files.signingKeyFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(formerKeyFile, 'utf8')).toContain('BEGIN PUBLIC KEY');
    expect(await store.audit.verify(both)).toEqual({
      ...{ ok: true, from: 1, events: 6, heads: 4, signatures: 6, unsigned: 0 },
    });
    expect(await store.audit.verify(files)).toMatchObject({ ok: false, position: 1 });
    const nowhere = { ...files, formerKeyFiles: ['/nonexistent.pub'] };
    await expect(store.audit.verify(nowhere)).rejects.toMatchObject({ code: 'audit-key-unreadable' });
    await old.close();
  });

  test('that signs again after it was replaced is found', async () => {
    copyFileSync(files.signingKeyFile, away);
    const { formerKeyFile = '' } = await store.changeKey(files, 'cli:ops@here');
    const row = (await data.query('select position, hash from events order by position desc limit 1'))[0];
    const thief = createPrivateKey(readFileSync(away));
    const link = {
      ...{ position: Number(row?.['position']) + 1, triage, sequence: 5, at: new Date().toISOString() },
      ...{ event: '{"kind":"stopped","by":"cli:thief@there"}', previousHash: String(row?.['hash']) },
    };
    const hash = hashLink(link);
    const lines = signedLines({ position: link.position, hash }).join('\n');
    const signature = sign(null, Buffer.from(lines), thief).toString('base64');
    const { position, sequence, at, event, previousHash } = link;
    await data.query(
      'insert into events (position, triage, sequence, at, event, previous_hash, hash, signature) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [position, triage, sequence, at, event, previousHash, hash, signature],
    );

    expect(await store.audit.verify({ ...files, formerKeyFiles: [formerKeyFile] })).toMatchObject({
      ...{ ok: false, position, problem: expect.stringContaining('signature') },
    });
  });

  test('is replaced by several at once, one after the other, and no public half is lost', async () => {
    copyFileSync(files.signingKeyFile, away);

    const changed = await Promise.all([1, 2, 3].map(() => store.changeKey(files, 'cli:ops@here')));

    const formerKeyFiles = changed.map(({ formerKeyFile = '' }) => formerKeyFile).sort();
    expect(new Set(formerKeyFiles).size).toBe(3);
    expect(await store.audit.verify({ ...files, formerKeyFiles })).toMatchObject({ ok: true, signatures: 7 });
  });
});

test('whoever follows the log anchors what others append, and nothing that is not signed', async () => {
  const follower = await data.open({ audit: { ...files, anchorFile: `${files.anchorFile}.other` } });
  await follower.events.subscribe(() => undefined);
  const writer = await data.open({ audit: files });
  await writer.events.append(triage, 4, [{ kind: 'progress', said: words('step 4') }]);
  const anchored = () => readFileSync(`${files.anchorFile}.other`, { encoding: 'utf8', flag: 'a+' });
  await until(() => (anchored().includes('"position":5') ? true : undefined));
  await store.events.append(triage, 5, [{ kind: 'progress', said: words('unsigned') }]);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await follower.close();
  await writer.close();

  expect(anchored()).not.toContain('"position":6');
});

test('each head that is anchored is told, for copies elsewhere', async () => {
  const told: object[] = [];
  const writer = await data.open({ audit: files, onSigned: (head) => told.push(head) });
  await writer.events.append(triage, 4, [{ kind: 'progress', said: words('step 4') }]);
  await writer.close();

  const last = readFileSync(files.anchorFile, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  expect(told).toEqual([JSON.parse(last)]);
});

test('a changed event is found by its own hash', async () => {
  await tamper("update events set event = replace(event, 'step 1', 'step 9') where sequence = 2");

  expect(await store.audit.verify()).toMatchObject({ ok: false, position: 2, triage });
});

test('a changed event whose hash was made to fit is found by the next one', async () => {
  await tamper("update events set hash = repeat('a', 64) where sequence = 2");
  const own = await store.audit.verify();
  await tamper("update events set event = replace(event, 'step 2', 'step 9') where sequence = 3");

  expect(own).toMatchObject({ ok: false, position: 2 });
  expect(await store.audit.verify()).toMatchObject({ ok: false, position: 2 });
});

test('a deleted event is found', async () => {
  await tamper('delete from events where sequence = 2');

  expect(await store.audit.verify()).toMatchObject({ ok: false, position: 3 });
});

test('an end that was cut off is found by the signed heads', async () => {
  await tamper('delete from events where sequence > 2');

  expect(await store.audit.verify()).toMatchObject({ ok: true, events: 2 });
  expect(await store.audit.verify(files)).toMatchObject({ ok: false, position: 3 });
});

test('a log that was rewritten from the beginning is found by the signed heads', async () => {
  await tamper('truncate events');
  const other = freshId();
  await store.events.append(other, 0, [requested]);
  for (const sequence of [1, 2, 3]) {
    await store.events.append(other, sequence, [{ kind: 'progress', said: words('another story') }]);
  }

  expect(await store.audit.verify()).toMatchObject({ ok: true, events: 4 });
  expect(await store.audit.verify(files)).toMatchObject({ ok: false, position: 1 });
});

test('a head that was changed, or signed by another key, is refused', async () => {
  const text = readFileSync(files.anchorFile, 'utf8');
  writeFileSync(files.anchorFile, text.replace(/"at":"2/, '"at":"1'));

  expect(await store.audit.verify(files)).toMatchObject({
    ok: false,
    problem: expect.stringContaining('signature'),
  });
});

describe('an anchor', () => {
  /** The log as if everything had happened an hour ago, with its chain and its anchor made anew by the key's owner. */
  async function settled(): Promise<void> {
    await store.close();
    await tamper('truncate events');
    writeFileSync(files.anchorFile, '');
    const clock = vi.spyOn(Date, 'now');
    store = await data.open({ audit: files });
    await store.events.append(triage, 0, [requested]);
    for (const sequence of [1, 2]) {
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      await store.events.append(triage, sequence, [{ kind: 'progress', said: words(`step ${sequence}`) }]);
    }
    await store.close();
    store = await data.open();
    clock.mockReturnValue(Date.now() + 3_600_000);
  }
  afterEach(() => vi.restoreAllMocks());

  const lines = () => readFileSync(files.anchorFile, 'utf8').trimEnd().split('\n');

  test('that agrees verifies, also where its last line was torn by a crash', async () => {
    await settled();
    const whole = readFileSync(files.anchorFile, 'utf8');
    expect(await store.audit.verify(files)).toMatchObject({ ok: true, events: 3 });

    writeFileSync(files.anchorFile, whole + (lines()[0] ?? '').slice(0, 90));

    expect(await store.audit.verify(files)).toMatchObject({ ok: true, events: 3 });
  });

  test('whose last line was torn is written on behind it', async () => {
    writeFileSync(files.anchorFile, (lines()[0] ?? '').slice(0, 90));
    const writer = await data.open({ audit: files });
    await writer.events.append(triage, 4, [{ kind: 'progress', said: words('step 4') }]);
    await writer.close();

    expect(await store.audit.verify(files)).toMatchObject({ ok: true, events: 5, heads: 1 });
  });

  test.each([
    ['emptied', () => ''],
    ['shortened', () => `${lines()[0]}\n`],
  ])('that was %s is found', async (_how, changed) => {
    await settled();
    writeFileSync(files.anchorFile, changed());

    expect(await store.audit.verify(files)).toMatchObject({
      ok: false,
      problem: expect.stringContaining('the anchor'),
    });
  });

  test('is worth nothing without the key: anybody could have signed it', async () => {
    const other = { ...files, signingKeyFile: `${files.signingKeyFile}.of-somebody-else` };

    expect(await store.audit.verify(other)).toMatchObject({
      ok: false,
      problem: expect.stringContaining('is not there'),
    });
    expect(await store.audit.verify({ anchorFile: files.anchorFile })).toMatchObject({ ok: false });
  });
});

test('the list has the events of one triage, or of all', async () => {
  const all = await collect(store.audit.list());
  const none = await collect(store.audit.list('T0000000000'));

  expect(all.map(({ position, sequence }) => [position, sequence])).toEqual([1, 2, 3, 4].map((n) => [n, n]));
  expect(none).toEqual([]);
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
