import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type pg from 'pg';
import { failed } from '../../texts/failures/index.ts';
import { type Actor, type EventStore, foldEvents, isAtRest, type StoredEvent } from '../../triage/index.ts';
import { type Audit, type AuditEvent, exportedLine } from '../audit.ts';
import { PRUNED } from '../chain.ts';
import { type Archive, readArchive, writeArchive } from './archive.ts';
import { asOwner, type OwnedStore, ownerConnection } from './owner.ts';

/** A triage whose events can be pruned, how many it has, and whether a fix of it stands: its undo would go with them. */
type Prunable = { triage: string; events: number; stands: boolean };

/** A triage whose first events an archive holds, how many. */
type Archived = { triage: string; events: number };

/** One of which no archive does, how many events it has by now, and the file that was named. */
type Unarchived = { triage: string; events: number; file?: string };

type Trail = { events: EventStore; audit: Audit };

/**
 * Triages that came to rest before a moment. What still waits for somebody, or what this version cannot read, stays.
 */
export async function prunableBefore(trail: Trail, owned: OwnedStore, before: Date): Promise<Prunable[]> {
  const old = await asOwner(await ownerConnection(owned), async (client) => {
    const { rows } = await client.query<Omit<Prunable, 'stands'>>(
      `select triage, count(*)::int as events from events
       group by triage having max(at) < $1 and bool_or(event <> $2) order by min(position)`,
      [before.toISOString(), PRUNED],
    );
    return rows;
  });
  const prunable: Prunable[] = [];
  for (const one of old) {
    const state = foldEvents(await trail.events.read(one.triage));
    if (state && !state.incomplete && isAtRest(state))
      prunable.push({ ...one, stands: state.status === 'committed' });
  }
  return prunable;
}

/**
 * Moves what the events of these triages say into an archive, a new file: their places, hashes and signatures stay, so that the
 * chain can still be checked, and a signed event says what was done. Killed at any moment, it is finished by `finishPruning`.
 * @returns how much was moved: what somebody else wrote to, or pruned, meanwhile is left; where nothing is moved, there is no file
 */
export async function prune(
  trail: Trail,
  owned: OwnedStore,
  triages: readonly { triage: string; events: number }[],
  { by, archive }: { by: Actor; archive: string },
): Promise<{ triages: number; events: number }> {
  const file = resolve(archive);
  const hash = await writeArchive(trail.audit, triages, file);
  const done = { triages: 0, events: 0 };
  for (const { triage, events } of triages) {
    const pruned = { kind: 'pruned', by, events, archive: hash, file } as const;
    const { kind } = await trail.events.append(triage, events, [pruned]);
    // Whoever appended to it meanwhile is at work on it, or prunes it as well: it stays.
    if (kind !== 'appended') continue;
    done.triages += 1;
    done.events += events;
  }
  // Nothing names that archive.
  if (done.triages === 0) await rm(file, { force: true });
  const { archived, unarchived } = await interruptedPruning(trail, owned);
  await finishPruning(owned, archived);
  if (unarchived.some((one) => one.file === file)) throw failed('archive-lost', { file });
  return done;
}

/**
 * Triages of which an event says that they were pruned, though what they say is still there: those that the archive which it names
 * holds, and those that would be lost, for it is not there as it was written.
 */
export async function interruptedPruning(
  { events, audit }: Trail,
  owned: OwnedStore,
): Promise<{ archived: Archived[]; unarchived: Unarchived[] }> {
  const rows = await asOwner(await ownerConnection(owned), async (client) => {
    const found = await client.query<{ triage: string }>(
      `select e.triage from events e where e.event like '%"pruned"%' and exists
       (select 1 from events o where o.triage = e.triage and o.sequence < e.sequence and o.event <> $1)
       group by e.triage order by min(e.position)`,
      [PRUNED],
    );
    return found.rows;
  });
  const archives = new Map<string, Archive | undefined>();
  const archived: Archived[] = [];
  const unarchived: Unarchived[] = [];
  for (const { triage } of rows) {
    const pruned = prunedBy(await events.read(triage));
    if (pruned === undefined) continue;
    const { archive, file } = pruned;
    if (file !== undefined && !archives.has(archive)) archives.set(archive, await readArchive(file, archive));
    if (await holdsAll(archives.get(archive), audit.list(triage), pruned.events))
      archived.push({ triage, events: pruned.events });
    else unarchived.push({ triage, events: pruned.events + 1, ...(file === undefined ? {} : { file }) });
  }
  return { archived, unarchived };
}

/** Removes the content of those events that an archive holds. */
export async function finishPruning(owned: OwnedStore, archived: readonly Archived[]): Promise<void> {
  if (archived.length === 0) return;
  const connection = await ownerConnection(owned);
  for (const { triage, events } of archived)
    await asOwner(connection, (client) => blank(client, triage, events));
}

function prunedBy(events: readonly StoredEvent[]) {
  const last = events.at(-1)?.event;
  return last?.kind === 'pruned' && last.events === events.length - 1 ? last : undefined;
}

/** Whether an archive holds each of the first events of a triage, as far as anything is left of them. */
async function holdsAll(
  archive: Archive | undefined,
  events: AsyncIterable<AuditEvent>,
  first: number,
): Promise<boolean> {
  for await (const event of events)
    if (event.sequence <= first && event.text !== PRUNED && !archive?.has(exportedLine(event))) return false;
  return true;
}

async function blank(client: pg.Client, triage: string, events: number): Promise<void> {
  try {
    await client.query('alter table events disable trigger append_only');
    await client.query('update events set event = $3 where triage = $1 and sequence <= $2', [
      triage,
      events,
      PRUNED,
    ]);
    await client.query('alter table events enable trigger append_only');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code !== '42501') throw cause;
    throw failed('store-not-owner', {}, { cause });
  }
}
