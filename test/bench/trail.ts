import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { MARKS } from '../../src/store/change-marks.ts';
import { ensureServer } from '../../src/store/embedded/index.ts';
import { openStore, type Store, stopEmbedded } from '../../src/store/index.ts';
import { foldEvents, type TriageEvent, writeEvent } from '../../src/triage/index.ts';
import { markdownTable } from '../calibration/table.ts';
import { type Content, headOf, insertRows, makeLog } from '../store/made-log.ts';
import { median } from '../support/timing.ts';
import { words } from '../support/words.ts';

const EVENTS = 1_000_000;
const EVENTS_A_TRIAGE = 10;
/** A head of the anchor every so many events. */
const HEAD_EVERY = 10_000;
const TIMES = 25;

const REQUESTED: TriageEvent = {
  kind: 'requested',
  by: 'slack:U0ONCALL',
  origin: { kind: 'cli' },
  request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
};

const triageOf = (number: number): string => `T${String(number).padStart(10, '0')}`;

/** Triages that were asked for at about the same time: their events stand among each other. */
function* contents(count: number): Generator<Content> {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const progress = writeEvent({ kind: 'progress', said: words(`Listening on server-b. ${'x'.repeat(300)}`) });
  const requested = writeEvent(REQUESTED);
  const together = 100;
  for (let index = 0; index < count; index += 1) {
    const group = Math.floor(index / (together * EVENTS_A_TRIAGE));
    const triage = triageOf(1 + group * together + (index % together));
    const first = index % (together * EVENTS_A_TRIAGE) < together;
    yield { triage, event: first ? requested : progress, at };
  }
}

type Trail = { directory: string; files: { signingKeyFile: string; anchorFile: string } };

async function fill({ directory, files }: Trail, count: number): Promise<void> {
  const key = generateKeyPairSync('ed25519').privateKey;
  writeFileSync(files.signingKeyFile, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const client = new pg.Client(await ensureServer(directory, () => undefined));
  await client.connect();
  const heads: string[] = [];
  for await (const rows of makeLog(contents(count), key)) {
    await insertRows(client, rows);
    for (const row of rows) if (row.position % HEAD_EVERY === 0) heads.push(headOf(row, key));
  }
  writeFileSync(files.anchorFile, heads.join(''));
  await client.query('analyze events');
  await client.end();
}

/** As the index of change marks has it (`src/store/change-marks.ts`). */
const CHANGE_MARK = `substr(event, 1, 80) ~ '"kind":"(${MARKS})"'`;

/** What the database does for what the program asks of the events, where that reads the whole table. */
async function scans(directory: string, triage: string): Promise<string[]> {
  const client = new pg.Client(await ensureServer(directory, () => undefined));
  await client.connect();
  const asked = [
    'select position from events order by position desc limit 1',
    `select max(sequence) from events where triage = '${triage}'`,
    `select * from events where triage = '${triage}' order by sequence`,
    "select * from events where position > '500000' order by position limit 500",
    'select triage from events where sequence = 1 order by position desc limit 20',
    `select distinct on (triage) triage from events where ${CHANGE_MARK} order by triage, sequence desc`,
    'select position from events where signature is not null order by position limit 1',
    `select triage, max(sequence) from events where triage in ('${triage}') and position < '500000' group by triage`,
  ];
  const found: string[] = [];
  for (const query of asked) {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${query}`);
    if (rows.some((row) => row['QUERY PLAN'].includes('Seq Scan'))) found.push(query);
  }
  await client.end();
  return found;
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function times(count: number, work: (time: number) => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let time = 0; time < count; time += 1) all.push(await milliseconds(() => work(time)));
  return all;
}

/** What a person waits for, in milliseconds. */
async function measure(store: Store, { files }: Trail, count: number): Promise<Map<string, number[]>> {
  const middle = Math.floor(count / EVENTS_A_TRIAGE / 2);
  const measured = new Map<string, number[]>();
  measured.set(
    'append an event',
    await times(TIMES, (time) => store.events.append(`TNEW${String(time).padStart(7, '0')}`, 0, [REQUESTED])),
  );
  measured.set(
    'read and fold one triage',
    await times(TIMES, async (time) => foldEvents(await store.events.read(triageOf(middle + time)))),
  );
  measured.set(
    'list one triage for the audit',
    await times(TIMES, async (time) => {
      for await (const _ of store.audit.list(triageOf(middle + time)));
    }),
  );
  // Heads of what was just appended are written within a second.
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  const check = async (from: number) => {
    const verdict = await store.audit.verify({ ...files, from });
    if (!verdict.ok) throw new Error(`${verdict.problem} (position ${verdict.position})`);
  };
  if (count > HEAD_EVERY)
    measured.set('verify the newest 10,000', await times(3, () => check(count - HEAD_EVERY)));
  measured.set(
    'list all',
    await times(1, async () => {
      for await (const _ of store.audit.list());
    }),
  );
  measured.set('verify all', await times(1, () => check(1)));
  return measured;
}

/** `npm run bench -- trail`: what the trail costs with a million events in it, beside one of a thousand. */
export async function benchTrail(): Promise<void> {
  const columns: { made: number; measured: Map<string, number[]>; scanned: string[] }[] = [];
  for (const count of [1_000, EVENTS]) {
    const root = mkdtempSync(join(tmpdir(), 'roundtrip-bench-'));
    chmodSync(root, 0o755);
    const directory = join(root, 'data');
    const files = { signingKeyFile: join(root, 'audit.key'), anchorFile: join(root, 'audit.anchor') };
    try {
      await (await openStore({ dataDirectory: directory })).close();
      const made = await milliseconds(() => fill({ directory, files }, count));
      const store = await openStore({ dataDirectory: directory, audit: files });
      try {
        const measured = await measure(store, { directory, files }, count);
        columns.push({ made, measured, scanned: await scans(directory, triageOf(50)) });
      } finally {
        await store.close();
      }
    } finally {
      await stopEmbedded(directory, { remove: true });
      rmSync(root, { recursive: true, force: true });
    }
  }
  const [small, large] = columns;
  const shown = (all: readonly number[] | undefined) =>
    all === undefined
      ? ''
      : median(all) < 1000
        ? `${median(all).toFixed(1)} ms`
        : `${(median(all) / 1000).toFixed(1)} s`;
  const rows = [...(large?.measured ?? [])].map(([what, all]) => [
    what,
    shown(small?.measured.get(what)),
    shown(all),
  ]);
  console.log(
    markdownTable([['median of', '1,000 events', `${EVENTS.toLocaleString('en')} events`], ...rows]),
  );
  console.log(`Made, chained and signed in ${((large?.made ?? 0) / 1000).toFixed(0)} s.`);
  for (const query of large?.scanned ?? []) console.log(`reads the whole table: ${query}`);
}
