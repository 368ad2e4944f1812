import type { Kysely } from 'kysely';
import { failed } from '../texts/failures/index.ts';
import { KEY_CHANGES } from '../triage/index.ts';
import { hashLink, signedLines } from './chain.ts';
import type { EventTable, Schema } from './schema.ts';
import { isSignedBy, readPublicKeys, type SigningKey } from './signing-key.ts';

type Parts = {
  database: Kysely<Schema>;
  key: SigningKey | undefined;
  /** Public halves of the keys before it, oldest first. */
  formerKeyFiles: readonly string[];
  /** The first event that is signed; undefined where none is. */
  signedFrom: () => Promise<number | undefined>;
};

/**
 * Tells whether the events of a triage, from its first one on, were recorded by this log's own keys, and none is missing among them:
 * who can write to the database is not therefore who may change a host. The function throws `audit-event-foreign` with the first that
 * was not; of a log that nobody signs it says nothing.
 */
export function createOwnEvents({ database, key, formerKeyFiles, signedFrom }: Parts) {
  /** Where the key of now began to sign: those before it count up to there. */
  async function firstOf({ publicText }: SigningKey): Promise<number> {
    const changes = await database
      .selectFrom('events')
      .selectAll()
      .where('triage', '=', KEY_CHANGES)
      .orderBy('position')
      .execute();
    const first = changes.find((row) => isOf(publicText, row));
    return first === undefined ? 0 : Number(first.position);
  }

  return async function mustBeOwn(rows: readonly EventTable[]): Promise<void> {
    if (key === undefined) return;
    const from = (await signedFrom()) ?? Number.POSITIVE_INFINITY;
    const misplaced = rows.find((row, index) => Number(row.position) < 1 || row.sequence !== index + 1);
    if (misplaced) throw failed('audit-event-foreign', { position: Number(misplaced.position) });
    const foreign = rows.filter((row) => Number(row.position) >= from && !isOf(key.publicText, row));
    if (foreign.length === 0) return;
    const [first, former] = await Promise.all([firstOf(key), readPublicKeys(key.file, formerKeyFiles)]);
    for (const row of foreign) {
      const wasOwn = Number(row.position) < first && former?.some((each) => isOf(each, row));
      if (!wasOwn) throw failed('audit-event-foreign', { position: Number(row.position) });
    }
  };
}

function isOf(
  publicText: string,
  { position, previous_hash: previousHash, hash, signature, ...rest }: EventTable,
): boolean {
  const link = { ...rest, position: Number(position), previousHash };
  if (signature === null || hashLink(link) !== hash) return false;
  return isSignedBy(publicText, signedLines({ position: link.position, hash }), signature);
}
