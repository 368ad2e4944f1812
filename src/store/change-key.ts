import type pg from 'pg';
import { type Actor, KEY_CHANGES } from '../triage/index.ts';
import { mustBeAnchor } from './anchor.ts';
import { APPEND_LOCK, appendBatch } from './append-batch.ts';
import { keepHeads } from './heads.ts';
import type { Jobs } from './jobs.ts';
import { nextSigningKey } from './signing-key.ts';
import { inTransaction } from './transaction.ts';

type Parts = {
  pool: pg.Pool;
  jobs: Pick<Jobs, 'send'>;
  signedFrom: () => Promise<number | undefined>;
  onError: (error: Error) => void;
};

/**
 * Has another key sign from now on, and records that as the first event that it signs. Writers wait meanwhile, and so does another
 * change; those that still have the key of before record nothing afterwards. Killed at any moment it can be run again.
 */
export async function changeKey(
  { pool, jobs, signedFrom, onError }: Parts,
  { signingKeyFile, anchorFile }: { signingKeyFile: string; anchorFile: string },
  by: Actor,
): Promise<{ formerKeyFile: string | undefined }> {
  const { formerKeyFile, head, key } = await inTransaction(pool, async (client) => {
    // No append comes between what is read here and the event.
    await client.query('select pg_advisory_xact_lock($1)', [APPEND_LOCK]);
    const next = await nextSigningKey(signingKeyFile);
    const { rows } = await client.query<{ length: number; now: Date }>(
      'select (select count(*)::int from events where triage = $1) as length, clock_timestamp() as now',
      [KEY_CHANGES],
    );
    const { length = 0, now = new Date() } = rows[0] ?? {};
    const event = { kind: 'key-changed', by, key: next.key.publicText } as const;
    const texts = [JSON.stringify(event)];
    const append = { triage: KEY_CHANGES, expected: length, texts, jobs: [], delivery: undefined };
    const signing = { key: next.key, follows: 'another key' } as const;
    const recorded = await appendBatch(client, { jobs, ...signing }, [append]);
    return { formerKeyFile: await next.take(now), head: recorded.head, key: next.key };
  });
  const heads = keepHeads(
    { anchorFile, key, signedFrom, mayBeWritten: () => mustBeAnchor(anchorFile) },
    onError,
  );
  if (head) heads.note(head);
  await heads.close();
  return { formerKeyFile };
}
