import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashLink } from '../../src/store/chain.ts';
import { ensureServer } from '../../src/store/embedded/index.ts';
import type { Store } from '../../src/store/index.ts';
import { words } from '../support/words.ts';
import { headOf, insertRows, type MadeRow, makeLog, signatureOf } from './made-log.ts';
import { testData } from './support.ts';

/*
 * Twelve events of two triages in turns; the anchor has heads of 4, 8 and 12. A check from 9 on begins at the head of 8: what stands
 * before is vouched for by that head alone.
 */

const data = testData();
const files = {
  signingKeyFile: join(dirname(data.directory), 'audit.key'),
  anchorFile: join(dirname(data.directory), 'audit.anchor'),
};
const [A, B] = ['T0000000001', 'T0000000002'];
const key = generateKeyPairSync('ed25519').privateKey;
const stranger = generateKeyPairSync('ed25519').privateKey;
const HEADS = [4, 8, 12];

let store: Store;
let client: pg.Client;
let genuine: MadeRow[];

beforeAll(async () => {
  writeFileSync(files.signingKeyFile, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  store = await data.open();
  client = new pg.Client(await ensureServer(data.directory, () => undefined));
  await client.connect();
  const contents = Array.from({ length: 12 }, (_, index) => ({
    triage: index % 2 === 0 ? A : B,
    event: JSON.stringify({ version: 2, kind: 'progress', said: words(`step ${index + 1}`) }),
    at: '2026-01-01T00:00:00.000Z',
  }));
  genuine = [];
  for await (const rows of makeLog(contents, key)) genuine.push(...rows);
}, 60_000);
afterAll(async () => {
  await client.end();
  await data.remove();
});

async function put(rows: readonly MadeRow[], heads: readonly number[] = HEADS, signer = key): Promise<void> {
  await client.query('set session_replication_role = replica; truncate events');
  await insertRows(client, rows);
  const signed = genuine.filter(({ position }) => heads.includes(position));
  writeFileSync(files.anchorFile, signed.map((row) => headOf(row, signer)).join(''));
}

const verifyFrom = (from: number) => store.audit.verify({ ...files, from });
const changed = (position: number, fields: Partial<MadeRow>): MadeRow[] =>
  genuine.map((row) => (row.position === position ? { ...row, ...fields } : row));

/** The chain made anew from a position on, signed by that key, or with the signatures as they were. */
async function rechained(rows: readonly MadeRow[], from: number, signer?: KeyObject): Promise<MadeRow[]> {
  const result: MadeRow[] = [];
  for (const row of rows) {
    if (row.position < from) {
      result.push(row);
      continue;
    }
    const link = { ...row, previousHash: result.at(-1)?.hash ?? row.previousHash };
    const next = { ...link, hash: hashLink(link) };
    result.push(signer ? { ...next, signature: await signatureOf(next, signer) } : next);
  }
  return result;
}

test.each([
  [1, { from: 1, events: 12, heads: 3, signatures: 12, unsigned: 0 }],
  [3, { from: 1, events: 12, heads: 3, signatures: 12, unsigned: 0 }],
  [4, { from: 4, events: 9, heads: 3, signatures: 9, unsigned: 0 }],
  [9, { from: 8, events: 5, heads: 2, signatures: 5, unsigned: 0 }],
  [1_000, { from: 12, events: 1, heads: 1, signatures: 1, unsigned: 0 }],
])('from %i on, the check begins at the newest head that is not behind it', async (wanted, found) => {
  await put(genuine);

  expect(await verifyFrom(wanted)).toEqual({ ok: true, ...found });
});

test('without a head to begin at the whole log is checked', async () => {
  await put(genuine);

  expect(await store.audit.verify({ from: 9 })).toMatchObject({ ok: true, from: 1, events: 12 });
});

const other = JSON.stringify({ version: 2, kind: 'progress', said: words('another') });

test('what was changed before the part, and nothing made to fit, is for the whole check to find', async () => {
  await put(changed(3, { event: other }));

  expect(await verifyFrom(9)).toMatchObject({ ok: true, from: 8 });
  expect(await verifyFrom(1)).toMatchObject({ ok: false, position: 3 });
});

test.each([
  ['with the signatures as they were', undefined, /signature/],
  ['signed by a stranger', stranger, /signature/],
  ['signed by the log’s own key', key, /line 2 of the anchor/],
])('a chain made anew before the part is found where it begins: %s', async (_how, signer, said) => {
  await put(await rechained(changed(3, { event: other }), 3, signer));

  expect(await verifyFrom(9)).toMatchObject({
    ok: false,
    position: 8,
    problem: expect.stringMatching(said),
  });
});

const INSIDE: [string, () => MadeRow[] | Promise<MadeRow[]>, number, RegExp][] = [
  ['an event changed', () => changed(10, { event: other }), 10, /hash/],
  ['the first event changed', () => changed(8, { event: other }), 8, /hash/],
  ['an event taken out', () => genuine.filter(({ position }) => position !== 10), 10 + 1, /missing/],
  ['the first event taken out', () => genuine.filter(({ position }) => position !== 8), 9, /missing/],
  ['the end cut off', () => genuine.slice(0, 10), 11, /ends at 10/],
  ['the whole part cut off', () => genuine.slice(0, 5), 6, /ends at 5/],
  ['a signature taken away', () => changed(10, { signature: null }), 10, /not signed/],
  ['the first signature taken away', () => changed(8, { signature: null }), 8, /not signed/],
  ['a chain made anew inside', () => rechained(changed(10, { event: other }), 10), 10, /signature/],
  [
    'a number within the triage that does not follow the one before the part',
    () => rechained(changed(9, { sequence: 7 }), 9, key),
    9,
    /it is not event 5/,
  ],
  ['content that is gone', () => changed(10, { event: '' }), 10, /pruned/],
];

test.each(INSIDE)('inside the part: %s', async (_what, tamper, position, said) => {
  await put(await tamper());

  expect(await verifyFrom(9)).toMatchObject({
    ok: false,
    from: 8,
    position,
    problem: expect.stringMatching(said),
  });
});

test('an anchor that ends before the log does is found from any position', async () => {
  await put(genuine, [4, 8]);

  expect(await verifyFrom(9)).toMatchObject({
    ok: false,
    problem: expect.stringMatching(/anchor ends at event 8/),
  });
});

test('a head that another key signed is nothing to begin at', async () => {
  await put(genuine, HEADS, stranger);

  expect(await verifyFrom(9)).toMatchObject({
    ok: false,
    from: 1,
    problem: expect.stringMatching(/another key/),
  });
});

test.each([
  ['all of them', 6, true],
  ['fewer than are gone', 5, false],
])('a triage that was pruned before and inside the part counts as a whole: %s', async (_what, events, ok) => {
  const note = JSON.stringify({
    ...{ version: 2, kind: 'pruned', by: 'cli:root@test', events, archive: 'a'.repeat(64) },
  });
  const last = { triage: B, sequence: 7, event: note, at: '2026-01-01T00:00:00.000Z' };
  const blank = {
    ...last,
    position: 13,
    previousHash: genuine.at(-1)?.hash ?? '',
    hash: '',
    signature: null,
  };
  const log = await rechained([...genuine, blank], 13, key);
  await put(log.map((row) => (row.triage === B && row.position < 13 ? { ...row, event: '' } : row)));
  writeFileSync(files.anchorFile, [...HEADS, 13].map((at) => headOf(log[at - 1] as MadeRow, key)).join(''));

  expect(await verifyFrom(9)).toMatchObject(ok ? { ok, from: 8 } : { ok, position: 2 });
});
