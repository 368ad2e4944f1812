import type pg from 'pg';
import { failed } from '../texts/failures/index.ts';
import type { Delivery, EventStore, Job, TriageId } from '../triage/index.ts';
import { GENESIS, hashLink, type Link, signedLines } from './chain.ts';
import { addMarks, type Mark, marksOf } from './dedup.ts';
import type { Head } from './heads.ts';
import type { Jobs } from './jobs.ts';
import { EVENTS_CHANNEL } from './listener.ts';
import { mustHaveSigned, type SigningKey } from './signing-key.ts';

/** Key of the advisory lock that puts all appends in one order ("round" in ASCII). */
export const APPEND_LOCK = 0x726f756e64;

/**
 * What signs; undefined where nobody checks it. It is the key of the event before, unless it is said to follow another. `known`: the
 * newest event that this process knows to be in the log.
 */
export type Signing = {
  key: SigningKey | undefined;
  follows?: 'another key';
  known?: () => Pick<Head, 'position' | 'hash'> | undefined;
};

/** What somebody wants appended: events of one triage, as the texts that are stored, and the jobs that they make due. */
export type Append = {
  triage: TriageId;
  expected: number;
  texts: readonly string[];
  jobs: readonly Job[];
  delivery: Delivery | undefined;
};

/** An event as it was linked into the chain. */
export type Linked = Link & { hash: string; signature: string | null };

/** What came of one append. */
export type AppendResult =
  | { kind: 'appended'; links: readonly Linked[] }
  | Exclude<Awaited<ReturnType<EventStore['append']>>, { kind: 'appended' }>;

/** A mark that was not there when it was looked for is there now: what was decided by that is decided again. */
export class MarkedMeanwhile extends Error {}

type Tail = {
  position: string;
  hash: string;
  signature: string | null;
  now: string;
  known_hash: string | null;
  sequences: Record<TriageId, number> | null;
};

/**
 * Records several appends within one transaction, in their order, as if each had one of its own: the lock that puts all appends in
 * one order is taken, and the disk waited for, once for all of them. Whoever asked is told after the commit. Throws where the newest
 * event is signed by another key, or by none although others are, and where an event is gone that was in the log before.
 */
export async function appendBatch(
  client: pg.PoolClient,
  { jobs, key, follows, known }: Signing & { jobs: Pick<Jobs, 'send'> },
  appends: readonly Append[],
): Promise<{ results: AppendResult[]; head: Head | undefined }> {
  await client.query('select pg_advisory_xact_lock($1)', [APPEND_LOCK]);
  const last = known?.();
  const tail = await readTail(client, appends, last?.position);
  if (last && tail.known_hash !== last.hash) throw failed('audit-log-cut', { position: last.position });
  if (key && follows !== 'another key') await mustGoOnFrom(client, key, tail);
  const decided = decide(appends, tail, await marksOf(client, appends), key);
  if (!(await addMarks(client, decided.marks))) throw new MarkedMeanwhile();
  await insertEvents(client, decided.links);
  await jobs.send(client, decided.due);
  const newest = decided.links.at(-1);
  return {
    results: decided.results,
    head: newest && { position: newest.position, hash: newest.hash, at: newest.at },
  };
}

/**
 * Another bot's key, or one that was replaced meanwhile, would break the log for good. And nothing is added to what somebody else
 * wrote there, unsigned, who may write to the database and no more.
 */
async function mustGoOnFrom(client: pg.PoolClient, key: SigningKey, tail: Tail): Promise<void> {
  const position = Number(tail.position);
  if (tail.signature !== null) return mustHaveSigned(key, { position, hash: tail.hash }, tail.signature);
  if (position === 0) return;
  // A log of earlier versions has none; then one event is added, and none is unsigned from then on.
  const { rows } = await client.query('select 1 from events where signature is not null limit 1');
  if (rows.length > 0) throw failed('audit-event-foreign', { position });
}

/** The lock is held by now, so that a new statement sees everything that was appended before. */
async function readTail(
  client: pg.PoolClient,
  appends: readonly Append[],
  known: number | undefined,
): Promise<Tail> {
  const { rows } = await client.query<Tail>(
    `select
       coalesce((select position from events order by position desc limit 1), 0) as position,
       coalesce((select hash from events order by position desc limit 1), $2) as hash,
       (select signature from events order by position desc limit 1) as signature,
       (select hash from events where position = $3::bigint) as known_hash,
       to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now,
       (select json_object_agg(asked.triage, last.sequence)
          from unnest($1::text[]) as asked (triage)
          cross join lateral (
            select sequence from events where triage = asked.triage order by sequence desc limit 1
          ) as last) as sequences`,
    [[...new Set(appends.map(({ triage }) => triage))], GENESIS, known ?? null],
  );
  const [tail] = rows;
  if (!tail) throw new Error('the database answered nothing');
  return tail;
}

type Decided = { results: AppendResult[]; links: Linked[]; due: Job[]; marks: Mark[] };

/** What each append comes to, given those before it. `seen` (what deliveries were marked with before) is added to. */
function decide(
  appends: readonly Append[],
  tail: Tail,
  seen: Map<string, TriageId | null>,
  key: SigningKey | undefined,
): Decided {
  const sequences = new Map(Object.entries(tail.sequences ?? {}));
  let position = Number(tail.position);
  let previousHash = tail.hash;
  const decided: Decided = { results: [], links: [], due: [], marks: [] };

  function link(triage: TriageId, text: string): Linked {
    position += 1;
    const sequence = (sequences.get(triage) ?? 0) + 1;
    sequences.set(triage, sequence);
    const unlinked = { position, triage, sequence, at: tail.now, event: text, previousHash };
    const hash = hashLink(unlinked);
    previousHash = hash;
    return { ...unlinked, hash, signature: key?.sign(signedLines({ position, hash })) ?? null };
  }

  for (const { triage, expected, texts, jobs, delivery } of appends) {
    if ((sequences.get(triage) ?? 0) !== expected) {
      decided.results.push({ kind: 'conflict' });
      continue;
    }
    const earlier = delivery && earlierOf(delivery, seen, triage);
    if (earlier) {
      decided.results.push(earlier);
      continue;
    }
    for (const mark of delivery ? marksFor(delivery, triage) : []) {
      seen.set(mark.key, triage);
      decided.marks.push(mark);
    }
    const links = texts.map((text) => link(triage, text));
    decided.links.push(...links);
    decided.due.push(...jobs);
    decided.results.push({ kind: 'appended', links });
  }
  return decided;
}

function earlierOf(
  { once, uses }: Delivery,
  seen: ReadonlyMap<string, TriageId | null>,
  triage: TriageId,
): Exclude<AppendResult, { kind: 'appended' | 'conflict' }> | undefined {
  if (seen.has(once)) return { kind: 'duplicate', triage: seen.get(once) ?? triage };
  return uses && seen.has(uses.key) ? { kind: 'used' } : undefined;
}

function marksFor({ once, uses }: Delivery, triage: TriageId): Mark[] {
  return [{ key: once, triage }, ...(uses ? [{ key: uses.key, triage, until: uses.until }] : [])];
}

/** Those who follow the log are told by the same statement. */
async function insertEvents(client: pg.PoolClient, links: readonly Linked[]): Promise<void> {
  if (links.length === 0) return;
  const column = <Key extends keyof Linked>(name: Key) => links.map((link) => link[name]);
  await client.query(
    `with inserted as (
       insert into events (position, triage, sequence, at, event, previous_hash, hash, signature)
       select * from unnest(
         $1::bigint[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       returning position
     )
     select pg_notify('${EVENTS_CHANNEL}', max(position)::text) from inserted`,
    [
      column('position'),
      column('triage'),
      column('sequence'),
      column('at'),
      column('event'),
      column('previousHash'),
      column('hash'),
      column('signature'),
    ],
  );
}
