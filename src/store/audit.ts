import { type Kysely, sql } from 'kysely';
import { findingIn, type TrailFinding } from '../texts/failures/index.ts';
import type { StoredEvent } from '../triage/index.ts';
import { readEvent } from '../triage/index.ts';
import { ANCHORED_WITHIN_MS } from './anchor.ts';
import { checkChain, type Earlier, PRUNED, signedLines } from './chain.ts';
import { type AnchoredHead, readHeads } from './heads.ts';
import type { Schema } from './schema.ts';
import { readPublicKeys, whetherSignedBy } from './signing-key.ts';

/** An event with its place in the whole log's chain, and the text that its hash and signature are made of. */
export type AuditEvent = StoredEvent & { position: number; text: string; signature?: string };

/**
 * What checking the log found. `from` is where the check began, `events` how many were checked; `position` is the first bad one,
 * where a place in the log is to blame. `signatures` counts those that were checked: none without a key. `unsigned` counts events
 * that carry none.
 */
type AuditVerdict =
  | { ok: true; from: number; events: number; heads: number; signatures: number; unsigned: number }
  | ({ ok: false; from: number; events: number; position?: number; triage?: string } & Found);

/** What is wrong; `problem` says it in English. */
type Found = { finding: TrailFinding; problem: string };

/**
 * What the log is held against: `signingKeyFile` tells whose signature counts, and may hold the public half alone;
 * `formerKeyFiles` those before it, oldest first: none counts any more once a later one has signed. With `from` the check begins at
 * the newest head of the anchor that is not behind that position; where there is none, at the log's beginning.
 */
type Against = {
  anchorFile?: string;
  signingKeyFile?: string;
  formerKeyFiles?: readonly string[];
  from?: number;
};

/** The whole trail: to be listed and to be checked. */
export type Audit = {
  /** Events in the log's order, oldest first; of one triage only where named. Read in batches. */
  list(triage?: string): AsyncIterable<AuditEvent>;
  /** Checks the chain, the signatures, and, where a file is named, the signed heads. */
  verify(against?: Against): Promise<AuditVerdict>;
};

const BATCH = 1000;

/** The event as a line of an export (docs/audit.md): as it was recorded, of whatever version. */
export function exportedLine(event: AuditEvent): string {
  return `${JSON.stringify({ schema: 'roundtrip.event/1', ...event, event: recordedIn(event) })}\n`;
}

/** What this version reads of it may be less; nothing is left of an event that was pruned. */
function recordedIn({ text }: AuditEvent): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function createAudit(database: Kysely<Schema>): Audit {
  return {
    async *list(triage) {
      const batches = triage === undefined ? readLog(database, 1) : [await readTriage(database, triage)];
      for await (const rows of batches) {
        for (const row of rows) {
          yield {
            position: Number(row.position),
            triage: row.triage,
            sequence: row.sequence,
            at: row.at,
            event: readEvent(row.event),
            text: row.event,
            previousHash: row.previous_hash,
            hash: row.hash,
            ...(row.signature === null ? {} : { signature: row.signature }),
          };
        }
      }
    },
    verify: (against = {}) => verifyLog(database, against),
  };
}

async function verifyLog(
  database: Kysely<Schema>,
  { anchorFile, signingKeyFile, formerKeyFiles = [], from: wanted = 1 }: Against,
): Promise<AuditVerdict> {
  const before = await firstPosition(database);
  if (before !== undefined && before < 1) {
    const finding = { kind: 'before-the-first', facts: {} } as const;
    return { ok: false, from: 1, events: 0, position: before, ...found(finding) };
  }
  const keys = await readPublicKeys(signingKeyFile, formerKeyFiles);
  const anchored = anchorFile === undefined ? undefined : await readHeads(anchorFile, keys);
  const all = anchored?.heads ?? [];
  const from = beginning(all, wanted);
  const heads = all.filter(({ position }) => position >= from);
  const waiting = new Map<number, AnchoredHead[]>();
  for (const head of heads) waiting.set(head.position, [...(waiting.get(head.position) ?? []), head]);

  const earlier = readEarlier(database, from);
  const chain = checkChain(from, earlier.of);
  const signatures = checkSignatures(keys, all);
  let events = 0;
  /** The newest event that must have been anchored by now. */
  let oldEvents = 0;
  const settled = new Date(Date.now() - ANCHORED_WITHIN_MS).toISOString();
  for await (const rows of readLog(database, from)) {
    await earlier.read(rows.map(({ triage }) => triage));
    const signedRight = await signatures.look(rows);
    for (const [index, row] of rows.entries()) {
      events += 1;
      const position = Number(row.position);
      const [anchoredOther] = waiting.get(position)?.filter(({ hash }) => hash !== row.hash) ?? [];
      const finding =
        chain.next({ ...row, position, previousHash: row.previous_hash }) ??
        signatures.next({ position, signature: row.signature }, signedRight[index]) ??
        (anchoredOther && otherEvent(anchoredOther));
      if (finding !== undefined)
        return { ok: false, from, events, position, triage: row.triage, ...found(finding) };
      waiting.delete(position);
      if (row.at < settled) oldEvents = position;
    }
  }
  const bare = chain.end();
  if (bare) return { ok: false, from, events, ...bare, ...found(bare.finding) };
  const [missing] = [...waiting.keys()].sort((one, two) => one - two);
  if (missing !== undefined) {
    const end = events > 0 ? from - 1 + events : await newestPosition(database);
    const finding = { kind: 'end-cut-off', facts: { end, anchored: missing } } as const;
    return { ok: false, from, events, position: end + 1, ...found(finding) };
  }
  const [finding] = [...(anchored?.findings ?? []), ...(anchored ? uncovered(heads, oldEvents) : [])];
  if (finding !== undefined) return { ok: false, from, events, ...found(finding) };
  return {
    ok: true,
    from,
    events,
    heads: heads.length,
    signatures: signatures.count(),
    unsigned: signatures.unsigned(),
  };
}

function found(finding: TrailFinding): Found {
  return { finding, problem: findingIn('en', finding) };
}

function otherEvent({ line }: AnchoredHead): TrailFinding {
  return { kind: 'other-event-anchored', facts: { line } };
}

/** The position of the newest head that is not behind the wanted one; 1 where there is none. */
function beginning(heads: readonly AnchoredHead[], wanted: number): number {
  let from = 1;
  for (const { position } of heads) if (position <= wanted) from = Math.max(from, position);
  return from;
}

/** What stands of each triage before the part that is checked; read for many triages at once, each once. */
function readEarlier(database: Kysely<Schema>, from: number) {
  const known = new Map<string, Earlier>();
  const asked = new Set<string>();
  return {
    async read(triages: readonly string[]): Promise<void> {
      const fresh = from === 1 ? [] : [...new Set(triages)].filter((triage) => !asked.has(triage));
      if (fresh.length === 0) return;
      for (const triage of fresh) asked.add(triage);
      const rows = await database
        .selectFrom('events')
        .select([
          'triage',
          sql<number>`max(sequence)`.as('sequence'),
          sql<number>`(count(*) filter (where event = ${PRUNED}))::int`.as('bare'),
          sql<string | null>`min(position) filter (where event = ${PRUNED})`.as('firstBare'),
        ])
        .where('triage', 'in', fresh)
        .where('position', '<', String(from))
        .groupBy('triage')
        .execute();
      for (const { triage, sequence, bare, firstBare } of rows)
        known.set(triage, { sequence, bare, firstBare: Number(firstBare) });
    },
    of: (triage: string) => known.get(triage),
  };
}

type Signed = { position: number; signature: string | null };

/**
 * Checks signatures, oldest first. Events of earlier versions carry none: from the first one that does, or that the anchor says
 * does, all must.
 */
function checkSignatures(keys: readonly string[] | undefined, heads: readonly AnchoredHead[]) {
  let from = Number.POSITIVE_INFINITY;
  for (const { signedFrom } of heads) from = Math.min(from, signedFrom ?? from);
  let count = 0;
  let unsigned = 0;
  /** The key whose turn it is: those before it sign nothing any more. */
  let turn = 0;
  return {
    /** Which key signed each. Without any nobody can tell; that they are missing is said of the anchor. */
    look: (rows: readonly (Omit<Signed, 'position'> & { position: string; hash: string })[]) =>
      Promise.all(
        rows.map(async ({ position, hash, signature }) => {
          if (keys === undefined || signature === null) return turn;
          const lines = signedLines({ position: Number(position), hash });
          for (let index = turn; index < keys.length; index += 1)
            if (await whetherSignedBy(keys[index] ?? '', lines, signature)) return index;
          return undefined;
        }),
      ),
    next({ position, signature }: Signed, signer: number | undefined): TrailFinding | undefined {
      if (signature === null) {
        unsigned += 1;
        return count > 0 || position >= from ? { kind: 'unsigned', facts: {} } : undefined;
      }
      if (signer === undefined || signer < turn) return { kind: 'signature-wrong', facts: {} };
      turn = signer;
      count += 1;
      return undefined;
    },
    count: () => (keys === undefined ? 0 : count),
    unsigned: () => unsigned,
  };
}

/** What is wrong with an anchor that does not reach as far as the log does: it was emptied or shortened, or not written. */
function uncovered(heads: readonly AnchoredHead[], events: number): TrailFinding[] {
  if (events === 0) return [];
  let anchored = 0;
  for (const { position } of heads) anchored = Math.max(anchored, position);
  if (anchored >= events) return [];
  return [
    anchored === 0
      ? { kind: 'anchor-empty', facts: { events } }
      : { kind: 'anchor-behind', facts: { anchored, events } },
  ];
}

/** The position of the first event that is signed; undefined where none is. */
export async function firstSigned(database: Kysely<Schema>): Promise<number | undefined> {
  const row = await database
    .selectFrom('events')
    .select('position')
    .where('signature', 'is not', null)
    .orderBy('position')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : Number(row.position);
}

/** The newest event that is signed; undefined where none is. */
export async function newestSigned(
  database: Kysely<Schema>,
): Promise<{ position: number; hash: string; signature: string } | undefined> {
  const row = await database
    .selectFrom('events')
    .select(['position', 'hash', 'signature'])
    .where('signature', 'is not', null)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row || row.signature === null) return undefined;
  return { position: Number(row.position), hash: row.hash, signature: row.signature };
}

async function firstPosition(database: Kysely<Schema>): Promise<number | undefined> {
  const query = database.selectFrom('events').select('position').orderBy('position').limit(1);
  const row = await query.executeTakeFirst();
  return row && Number(row.position);
}

async function newestPosition(database: Kysely<Schema>): Promise<number> {
  const query = database.selectFrom('events').select('position').orderBy('position', 'desc').limit(1);
  return Number((await query.executeTakeFirst())?.position ?? 0);
}

/** The log from a position on, in batches. */
async function* readLog(database: Kysely<Schema>, from: number) {
  for (let after = String(from - 1); ; ) {
    const rows = await database
      .selectFrom('events')
      .selectAll()
      .where('position', '>', after)
      .orderBy('position')
      .limit(BATCH)
      .execute();
    yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = last.position;
  }
}

/** A triage's events, by their sequence: by their position they would be looked for in the whole log. */
function readTriage(database: Kysely<Schema>, triage: string) {
  return database.selectFrom('events').selectAll().where('triage', '=', triage).orderBy('sequence').execute();
}
