import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type pg from 'pg';
import { EXIT, RoundtripError } from '../../errors.ts';
import { type Actor, type EventStore, foldEvents, isAtRest, type StoredEvent } from '../../triage/index.ts';
import { type Audit, exportedLine } from '../audit.ts';
import { PRUNED } from '../chain.ts';
import { asOwner, type OwnedStore, ownerConnection } from './owner.ts';

/** A triage whose events can be pruned, how many it has, and whether a fix of it stands: its undo would go with them. */
type Prunable = { triage: string; events: number; stands: boolean };

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
 */
export async function prune(
  trail: Trail,
  owned: OwnedStore,
  triages: readonly Omit<Prunable, 'stands'>[],
  { by, archive }: { by: Actor; archive: string },
): Promise<void> {
  const hash = await writeArchive(trail.audit, triages, archive);
  for (const { triage, events } of triages) {
    // Whoever appended to it meanwhile is at work on it: it stays.
    await trail.events.append(triage, events, [{ kind: 'pruned', by, events, archive: hash }]);
  }
  await finishPruning(trail, owned);
}

/** Removes the content of all that an event says was pruned; answers how many triages had any left. */
export async function finishPruning({ events }: Trail, owned: OwnedStore): Promise<number> {
  const connection = await ownerConnection(owned);
  const announced = await asOwner(connection, async (client) => {
    const { rows } = await client.query<{ triage: string }>(
      `select e.triage from events e where e.event like '%"pruned"%' and exists
       (select 1 from events o where o.triage = e.triage and o.sequence < e.sequence and o.event <> $1)`,
      [PRUNED],
    );
    return rows;
  });
  let finished = 0;
  for (const { triage } of announced) {
    const said = prunedBy(await events.read(triage));
    if (said === undefined) continue;
    await asOwner(connection, (client) => blank(client, triage, said));
    finished += 1;
  }
  return finished;
}

function prunedBy(events: readonly StoredEvent[]): number | undefined {
  const last = events.at(-1)?.event;
  return last?.kind === 'pruned' && last.events === events.length - 1 ? last.events : undefined;
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
    throw new RoundtripError(
      'store-not-owner',
      'Only the owner of the database can prune events, and this role is not.',
      'Let DATABASE_OWNER_URL name the owner, and run it again: it goes on where it ended.',
      { cause },
    );
  }
}

async function writeArchive(
  audit: Audit,
  triages: readonly { triage: string }[],
  file: string,
): Promise<string> {
  const hash = createHash('sha256');
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'wx', 0o600);
    for (const { triage } of triages)
      for await (const event of audit.list(triage)) {
        const line = exportedLine(event);
        hash.update(line);
        await handle.write(line);
      }
    await handle.sync();
    return hash.digest('hex');
  } catch (cause) {
    if (handle) await rm(file, { force: true });
    throw archiveFailure(file, cause);
  } finally {
    await handle?.close();
  }
}

function archiveFailure(file: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (!/^E[A-Z]+$/.test(code)) return cause;
  return new RoundtripError(
    'archive-not-written',
    code === 'EEXIST' ? `${file} exists already.` : `The archive cannot be written to ${file} (${code}).`,
    'Nothing was pruned. Name a new file in a directory that can be written and has room.',
    { cause, exitStatus: code === 'EEXIST' ? EXIT.usage : EXIT.failed },
  );
}
