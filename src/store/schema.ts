import type { Generated } from 'kysely';

/** The tables, as kysely sees them. `int8` arrives as text from the driver. */
export type Schema = {
  events: EventTable;
  leases: LeaseTable;
  postings: PostingTable;
  seen: SeenTable;
  keys: KeyTable;
};

/** An event as it stands in the log. */
export type EventTable = {
  /** 1, 2, 3 … over the whole log, without gaps: the order of the hash chain. */
  position: string;
  triage: string;
  sequence: number;
  /** ISO 8601 as it was hashed. */
  at: string;
  /** JSON as it was hashed. */
  event: string;
  previous_hash: string;
  hash: string;
  /** Ed25519, base64; null for events of versions that did not sign, and where no key is configured. */
  signature: string | null;
};

type LeaseTable = { name: string; holder: string; expires_at: Date };

type PostingTable = {
  triage: string;
  slot: string;
  channel: string;
  ts: string;
  digest: string;
};

/** `triage`: what was recorded for the delivery that the key names. `until`: it is kept so long; a day without. */
type SeenTable = { key: string; triage: string | null; at: Generated<Date>; until: Date | null };

/** `value`: base64. */
type KeyTable = { name: string; value: string };
