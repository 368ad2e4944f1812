import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import type pg from 'pg';
import { GENESIS, hashLink, type Link, signedLines } from '../../src/store/chain.ts';

/** A log that is made without the program: chained and signed as the program does it, of any size. */
export type MadeRow = Link & { hash: string; signature: string | null };

/** What an event of it says; the rest follows from the events before. */
export type Content = { triage: string; event: string; at: string };

const BATCH = 5000;

/** Rows in batches, oldest first. */
export async function* makeLog(contents: Iterable<Content>, key: KeyObject): AsyncGenerator<MadeRow[]> {
  const sequences = new Map<string, number>();
  let position = 0;
  let hash = GENESIS;
  let batch: (Link & { hash: string })[] = [];
  for (const content of contents) {
    position += 1;
    const sequence = (sequences.get(content.triage) ?? 0) + 1;
    sequences.set(content.triage, sequence);
    const link = { ...content, position, sequence, previousHash: hash };
    hash = hashLink(link);
    batch.push({ ...link, hash });
    if (batch.length < BATCH) continue;
    yield await signed(batch, key);
    batch = [];
  }
  if (batch.length > 0) yield await signed(batch, key);
}

function signed(links: readonly (Link & { hash: string })[], key: KeyObject): Promise<MadeRow[]> {
  return Promise.all(links.map(async (link) => ({ ...link, signature: await signatureOf(link, key) })));
}

/** Its signature by that key, which need not be the log's. */
export function signatureOf(link: { position: number; hash: string }, key: KeyObject): Promise<string> {
  return new Promise((resolve, reject) => {
    sign(null, Buffer.from(signedLines(link).join('\n')), key, (error, signature) =>
      error ? reject(error) : resolve(signature.toString('base64')),
    );
  });
}

/** A line of the anchor for that event. */
export function headOf({ position, hash, at }: MadeRow, key: KeyObject): string {
  const head = { schema: 'roundtrip.head/2', position, hash, at, signedFrom: 1 };
  const signature = sign(null, Buffer.from(Object.values(head).join('\n')), key).toString('base64');
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
  return `${JSON.stringify({ ...head, key: publicKey, signature })}\n`;
}

/** Writes rows as they are, in one statement. */
export async function insertRows(client: pg.Client, rows: readonly MadeRow[]): Promise<void> {
  await client.query(
    `insert into events (position, triage, sequence, at, event, previous_hash, hash, signature)
       select * from unnest($1::bigint[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])`,
    [
      rows.map(({ position }) => position),
      rows.map(({ triage }) => triage),
      rows.map(({ sequence }) => sequence),
      rows.map(({ at }) => at),
      rows.map(({ event }) => event),
      rows.map(({ previousHash }) => previousHash),
      rows.map(({ hash }) => hash),
      rows.map(({ signature }) => signature),
    ],
  );
}
