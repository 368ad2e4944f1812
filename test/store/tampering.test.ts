import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { hashLink, signedLines } from '../../src/store/chain.ts';
import type { Store } from '../../src/store/index.ts';
import type { TriageEvent } from '../../src/triage/index.ts';
import { words } from '../support/words.ts';
import { testData } from './support.ts';

/*
 * Somebody owns the database: every row can be written, with the triggers off, and a consistent chain made of it. What they do
 * not have is the signing key, and the copy of the anchor.
 */

const data = testData();
const files = {
  signingKeyFile: join(dirname(data.directory), 'audit.key'),
  anchorFile: join(dirname(data.directory), 'audit.anchor'),
};
const [A, B] = ['T0000000001', 'T0000000002'];

type Row = {
  position: number;
  triage: string;
  sequence: number;
  at: string;
  event: string;
  previous_hash: string;
  hash: string;
  signature: string | null;
};
/** What is tampered with. */
type Log = { rows: Row[]; anchor: string };

let store: Store;
let genuine: Log;
/** A log that the same key signed: another installation's. */
let others: Log;
const stranger = generateKeyPairSync('ed25519').privateKey;

beforeAll(async () => {
  others = await write('another story');
  genuine = await write('step');
  store = await data.open();
}, 60_000);
afterAll(() => data.remove());
beforeEach(() => {
  // Everything happened an hour ago.
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
  return () => vi.restoreAllMocks();
});

const COLUMNS = [
  'position',
  'triage',
  'sequence',
  'at',
  'event',
  'previous_hash',
  'hash',
  'signature',
] as const;

/** A log as the program itself writes it, in bursts, so that heads stand in between. */
async function write(text: string): Promise<Log> {
  await (await data.open()).close();
  await put({ rows: [], anchor: '' });
  const writer = await data.open({ audit: files });
  const requested = {
    kind: 'requested',
    by: 'cli:root@test',
    origin: { kind: 'cli' },
    request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
  } satisfies TriageEvent;
  const sequences = new Map<string, number>();
  const append = async (triage: string, ...events: TriageEvent[]) => {
    const before = sequences.get(triage) ?? 0;
    await writer.events.append(triage, before, events);
    sequences.set(triage, before + events.length);
  };
  await append(A, requested, { kind: 'progress', said: words(text) });
  await append(A, { kind: 'approved', by: 'slack:U0ADMIN', planHash: 'abc', self: false });
  await append(B, requested);
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  await append(A, { kind: 'apply-started', planHash: 'abc', attempt: 1 });
  await append(A, { kind: 'applied', transcript: '' }, { kind: 'committed', said: words('kept') });
  await append(B, { kind: 'progress', said: words(text) });
  await writer.close();
  const rows = await data.query(`select ${COLUMNS.join(', ')} from events order by position`);
  return {
    rows: rows.map((row) => ({ ...row, position: Number(row['position']) }) as Row),
    anchor: readFileSync(files.anchorFile, 'utf8'),
  };
}

async function put({ rows, anchor }: Log): Promise<void> {
  writeFileSync(files.anchorFile, anchor);
  const values = JSON.stringify(rows).replaceAll("'", "''");
  await data.query(
    `set session_replication_role = replica; truncate events;
     alter table events drop constraint if exists position_from_1;
     insert into events (${COLUMNS.join(', ')})
       select ${COLUMNS.join(', ')} from json_populate_recordset(null::events, '${values}')`,
  );
}

/** The chain made anew from a position on; what becomes of the signatures behind it is for the caller. */
function rechained({ rows, anchor }: Log, from: number, signature: (row: Row) => string | null): Log {
  const result: Row[] = [];
  for (const [index, row] of rows.entries()) {
    const position = index + 1;
    const before = result.at(-1);
    const previous_hash = before?.hash ?? '0'.repeat(64);
    const sequence = result.filter(({ triage }) => triage === row.triage).length + 1;
    const link = { ...row, position, sequence, previous_hash };
    const hash = hashLink({ ...link, previousHash: previous_hash });
    const next = { ...link, hash };
    result.push(position < from ? row : { ...next, signature: signature(next) });
  }
  return { rows: result, anchor };
}

const stale = (row: Row): string | null => row.signature;
const none = (): null => null;
const signedBy =
  (key: KeyObject) =>
  ({ position, hash }: Row): string =>
    sign(null, Buffer.from(signedLines({ position, hash }).join('\n')), key).toString('base64');

function changed({ rows, anchor }: Log, position: number, fields: Partial<Row>): Log {
  return { rows: rows.map((row) => (row.position === position ? { ...row, ...fields } : row)), anchor };
}

const without = ({ rows, anchor }: Log, ...positions: number[]): Log => ({
  rows: rows.filter(({ position }) => !positions.includes(position)),
  anchor,
});

const at = (log: Log, position: number): Row => {
  const row = log.rows[position - 1];
  if (!row) throw new Error(`no position ${position}`);
  return row;
};

const anotherApprover = (log: Log): Log =>
  changed(log, 3, { event: at(log, 3).event.replace('U0ADMIN', 'U0MALLORY') });

/** Swaps what stands at two positions. */
function swapped(log: Log, one: number, two: number): Log {
  const rows = [...log.rows];
  [rows[one - 1], rows[two - 1]] = [at(log, two), at(log, one)];
  return { ...log, rows };
}

/** An approval that nobody gave, at a place, the chain made to fit. */
function forged(log: Log, position: number, signature: (row: Row) => string | null, kind = 'approved'): Log {
  const event = JSON.stringify({ version: 2, kind, by: 'slack:U0MALLORY', planHash: 'abc', self: false });
  const rows = [...log.rows];
  rows.splice(position - 1, 0, { ...at(log, 3), at: at(log, log.rows.length).at, event });
  return rechained({ ...log, rows }, position, signature);
}

function lines({ anchor }: Log): string[] {
  return anchor.trimEnd().split('\n');
}

const withLine = (log: Log, index: number, change: (line: string) => string): Log => ({
  ...log,
  anchor: `${lines(log)
    .map((line, each) => (each === index ? change(line) : line))
    .join('\n')}\n`,
});

/** A head that names that event of the log, signed by a stranger. */
function strangersHead(log: Log, position: number): string {
  const { hash, at: time } = at(log, position);
  const head = { schema: 'roundtrip.head/2', position, hash, at: time, signedFrom: 1 };
  const signature = sign(null, Buffer.from(Object.values(head).join('\n')), stranger).toString('base64');
  const key = createPublicKey(stranger).export({ type: 'spki', format: 'der' }).toString('base64');
  return `${JSON.stringify({ ...head, key, signature })}\n`;
}

const SIGNATURE = /signature|not signed/;
const ANCHOR = /anchor/;

/** What is done, the first position that does not fit, and what is said of it. */
const TAMPERINGS: [string, (log: Log) => Log, number | undefined, RegExp][] = [
  // The chain left as it is.
  ['an approver changed', anotherApprover, 3, /hash/],
  ['a time changed', (log) => changed(log, 5, { at: '2020-01-01T00:00:00.000Z' }), 5, /hash/],
  ['an event given to another triage', (log) => changed(log, 8, { triage: 'T0000000003' }), 8, /hash/],
  ['a number within the triage changed', (log) => changed(log, 8, { sequence: 7 }), 8, /hash/],
  ['the hash before changed', (log) => changed(log, 5, { previous_hash: 'a'.repeat(64) }), 5, /hash/],
  ['a hash changed', (log) => changed(log, 5, { hash: 'a'.repeat(64) }), 5, /hash/],
  ['a space put into an event', (log) => changed(log, 3, { event: ` ${at(log, 3).event}` }), 3, /hash/],
  [
    'the keys of an event put in another order',
    (log) =>
      changed(log, 3, { event: JSON.stringify(JSON.parse(at(log, 3).event), ['kind', 'by', 'version']) }),
    3,
    /hash/,
  ],
  ['an event emptied', (log) => changed(log, 6, { event: '{}' }), 6, /hash/],
  ['an event that is no JSON', (log) => changed(log, 6, { event: 'gone' }), 6, /hash/],
  ['the first event deleted', (log) => without(log, 1), 2, /missing/],
  ['an event in the middle deleted', (log) => without(log, 5), 6, /missing/],
  ['several in the middle deleted', (log) => without(log, 3, 5, 6), 4, /missing/],
  ['all of one triage deleted', (log) => without(log, 4, 8), 5, /missing/],
  ['the last event deleted', (log) => without(log, 8), 8, /cut off/],
  ['the end cut off', (log) => without(log, 6, 7, 8), 6, /cut off/],
  ['everything deleted', (log) => ({ ...log, rows: [] }), 1, /cut off/],
  [
    'a position skipped',
    (log) => ({
      ...log,
      rows: log.rows.map((row) => (row.position > 5 ? { ...row, position: row.position + 1 } : row)),
    }),
    7,
    /missing/,
  ],
  [
    'an event copied to the end',
    (log) => ({ ...log, rows: [...log.rows, { ...at(log, 3), position: 9, sequence: 7 }] }),
    9,
    /hash/,
  ],
  [
    'the contents of two events swapped',
    (log) => changed(changed(log, 2, { event: at(log, 3).event }), 3, { event: at(log, 2).event }),
    2,
    /hash/,
  ],
  // Signatures alone.
  ['a signature taken away', (log) => changed(log, 7, { signature: null }), 7, SIGNATURE],
  ['the first signature taken away', (log) => changed(log, 1, { signature: null }), 1, SIGNATURE],
  [
    'all signatures taken away',
    (log) => ({ ...log, rows: log.rows.map((row) => ({ ...row, signature: null })) }),
    1,
    SIGNATURE,
  ],
  [
    'a signature of another event',
    (log) => changed(log, 3, { signature: at(log, 2).signature }),
    3,
    SIGNATURE,
  ],
  ['a signature that is none', (log) => changed(log, 3, { signature: 'bm8=' }), 3, SIGNATURE],
  [
    'a signature of another key',
    (log) => changed(log, 3, { signature: signedBy(stranger)(at(log, 3)) }),
    3,
    SIGNATURE,
  ],
  // The chain made anew.
  ['an approver changed', (log) => rechained(anotherApprover(log), 3, stale), 3, SIGNATURE],
  [
    'an approver changed, unsigned from there',
    (log) => rechained(anotherApprover(log), 3, none),
    3,
    SIGNATURE,
  ],
  [
    'an approver changed, unsigned as a whole',
    (log) => rechained(anotherApprover(log), 1, none),
    1,
    SIGNATURE,
  ],
  [
    'an approver changed, signed by another key',
    (log) => rechained(anotherApprover(log), 3, signedBy(stranger)),
    3,
    SIGNATURE,
  ],
  [
    'an event put before the first',
    (log) => ({
      ...log,
      rows: [{ ...at(log, 3), position: 0, triage: 'T0000000003', sequence: 1 }, ...log.rows],
    }),
    0,
    /before event 1/,
  ],
  ['an event deleted', (log) => rechained(without(log, 5), 5, stale), 5, SIGNATURE],
  ['a triage deleted', (log) => rechained(without(log, 4, 8), 4, stale), 4, SIGNATURE],
  ['two events swapped', (log) => rechained(swapped(log, 2, 3), 2, stale), 2, SIGNATURE],
  [
    'all times moved by a day',
    (log) =>
      rechained(
        { ...log, rows: log.rows.map((row) => ({ ...row, at: row.at.replace(/T/, 't') })) },
        1,
        stale,
      ),
    1,
    SIGNATURE,
  ],
  ['a forged approval in the middle', (log) => forged(log, 3, stale), 3, SIGNATURE],
  ['a forged approval at the end, unsigned', (log) => forged(log, 9, none), 9, SIGNATURE],
  [
    'a forged approval at the end, signed by another key',
    (log) => forged(log, 9, signedBy(stranger)),
    9,
    SIGNATURE,
  ],
  [
    "a forged approval at the end, with the first one's signature",
    (log) => forged(log, 9, stale),
    9,
    SIGNATURE,
  ],
  ['a forged event of a kind that nobody knows', (log) => forged(log, 9, none, 'later'), 9, SIGNATURE],
  [
    'the end cut off and another put in its place',
    (log) => forged(without(log, 7, 8), 7, none),
    7,
    SIGNATURE,
  ],
  ["another installation's log in its place", (log) => ({ ...log, rows: others.rows }), 2, ANCHOR],
  [
    'an empty log that begins anew',
    (log) => forged({ ...log, rows: [at(log, 1), at(log, 2), at(log, 3)] }, 1, none),
    1,
    SIGNATURE,
  ],
  // The anchor, where they got at a copy.
  ['an emptied anchor', (log) => ({ ...log, anchor: '' }), undefined, ANCHOR],
  ['a shortened anchor', (log) => ({ ...log, anchor: `${lines(log)[0]}\n` }), undefined, ANCHOR],
  ["another installation's anchor", (log) => ({ ...log, anchor: others.anchor }), 2, ANCHOR],
  ['a head of another key', (log) => ({ ...log, anchor: strangersHead(log, 8) }), undefined, ANCHOR],
  [
    "a head's place changed",
    (log) => withLine(log, 1, (line) => line.replace(/"position":\d+/, '"position":3')),
    undefined,
    ANCHOR,
  ],
  [
    "a head's time changed",
    (log) => withLine(log, 1, (line) => line.replace(/"at":"2/, '"at":"1')),
    undefined,
    ANCHOR,
  ],
  [
    "a head's version changed",
    (log) => withLine(log, 1, (line) => line.replace('head/2', 'head/1')),
    undefined,
    ANCHOR,
  ],
  [
    'a line of the anchor that is no head',
    (log) => withLine(log, 1, () => '{"position":8}'),
    undefined,
    ANCHOR,
  ],
  [
    'log and anchor made anew with another key',
    (log) => {
      const made = rechained(anotherApprover(log), 1, signedBy(stranger));
      return { ...made, anchor: strangersHead(made, 8) };
    },
    1,
    SIGNATURE,
  ],
];

test.each(TAMPERINGS)('%s is found', async (_what, tamper, position, said) => {
  await put(tamper(structuredClone(genuine)));

  const verdict = await store.audit.verify(files);

  expect(verdict).toMatchObject({ ok: false, problem: expect.stringMatching(said) });
  if (!verdict.ok) expect(verdict.position).toBe(position);
});

test('what nobody touched verifies, all of it signed', async () => {
  await put(genuine);

  expect(await store.audit.verify(files)).toEqual({
    ok: true,
    from: 1,
    events: 8,
    heads: 4,
    signatures: 8,
    unsigned: 0,
  });
});

test('an anchor proves nothing where its key is not there', async () => {
  await put(genuine);
  const other = { ...files, signingKeyFile: `${files.signingKeyFile}.elsewhere` };

  expect(await store.audit.verify(other)).toMatchObject({
    ok: false,
    problem: expect.stringMatching(ANCHOR),
  });
  rmSync(other.signingKeyFile, { force: true });
});

test('a genuine event of a kind that nobody knows is kept, shown and verifies', async () => {
  vi.restoreAllMocks();
  const key = createPrivateKey(readFileSync(files.signingKeyFile));
  await put(forged(genuine, 9, signedBy(key), 'later'));

  const listed = [];
  for await (const event of store.audit.list()) listed.push(event);

  expect(await store.audit.verify(files)).toMatchObject({ ok: true, events: 9 });
  expect(listed.at(-1)).toMatchObject({
    event: { kind: 'unknown', recorded: { kind: 'later' } },
    text: expect.stringContaining('"kind":"later"'),
  });
});
