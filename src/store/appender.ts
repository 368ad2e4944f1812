import type pg from 'pg';
import { RoundtripError } from '../errors.ts';
import { type Append, type AppendResult, appendBatch, MarkedMeanwhile } from './append-batch.ts';
import type { Head } from './heads.ts';
import type { Jobs } from './jobs.ts';
import type { SigningKey } from './signing-key.ts';
import { inTransaction } from './transaction.ts';

/** Appends and characters of events that are recorded in one transaction at the most. */
const MOST_APPENDS = 64;
const MOST_CHARACTERS = 4_000_000;

type Parts = {
  /** Connections of its own: what is to be recorded waits for nobody who reads. */
  pool: pg.Pool;
  jobs: Pick<Jobs, 'send'>;
  /** Signs what is recorded; undefined where nobody checks it. */
  key: SigningKey | undefined;
  /** The newest event that this process knows to be in the log. */
  known: () => Pick<Head, 'position' | 'hash'> | undefined;
  /** Told of the newest event after each transaction. */
  onHead: (head: Head) => void;
};

type Waiting = {
  append: Append;
  resolve: (result: AppendResult) => void;
  reject: (reason: unknown) => void;
};

/**
 * Records what is to be appended, one transaction at a time: what comes while one is under way is recorded together in the next.
 * What somebody outside waits for goes first.
 */
export function createAppender(parts: Parts): (append: Append) => Promise<AppendResult> {
  const deliveries: Waiting[] = [];
  const others: Waiting[] = [];
  let recording = false;

  async function recordAll(): Promise<void> {
    if (recording) return;
    recording = true;
    try {
      for (let batch = nextBatch(deliveries, others); batch.length > 0; batch = nextBatch(deliveries, others))
        await recordBatch(parts, batch);
    } finally {
      recording = false;
    }
  }

  return (append) =>
    new Promise((resolve, reject) => {
      (append.delivery ? deliveries : others).push({ append, resolve, reject });
      // Whatever came in the same turn is recorded together.
      queueMicrotask(() => void recordAll());
    });
}

function nextBatch(...queues: Waiting[][]): Waiting[] {
  const batch: Waiting[] = [];
  let characters = 0;
  for (const queue of queues) {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      characters += first.append.texts.reduce((sum, { length }) => sum + length, 0);
      if (batch.length > 0 && (batch.length >= MOST_APPENDS || characters > MOST_CHARACTERS)) return batch;
      batch.push(first);
      queue.shift();
    }
  }
  return batch;
}

/** Every one of them is told what came of it; throws nothing. */
async function recordBatch(parts: Parts, batch: readonly Waiting[]): Promise<void> {
  const wanted = batch.filter(isStillWanted);
  if (wanted.length === 0) return;
  try {
    const { results, head } = await inTransaction(parts.pool, async (client) => {
      const recorded = await appendBatch(
        client,
        parts,
        wanted.map(({ append }) => append),
      );
      if (wanted.some(({ append }) => append.delivery?.signal?.aborted)) throw new NoLongerWanted();
      return recorded;
    });
    if (head) parts.onHead(head);
    for (const [index, result] of results.entries()) wanted[index]?.resolve(result);
  } catch (error) {
    if (error instanceof NoLongerWanted || error instanceof MarkedMeanwhile)
      return recordBatch(parts, wanted);
    // What is explained lies with the database, and not with one of them.
    if (wanted.length > 1 && !(error instanceof RoundtripError)) return recordEach(parts, wanted);
    for (const { reject } of wanted) reject(error);
  }
}

/** One of them is not taken by the database: the others are. */
async function recordEach(parts: Parts, batch: readonly Waiting[]): Promise<void> {
  for (const each of batch) await recordBatch(parts, [each]);
}

/** Whoever asked for one of them has been told by now that nothing was recorded. */
class NoLongerWanted extends Error {}

function isStillWanted({ append, reject }: Waiting): boolean {
  const { signal } = append.delivery ?? {};
  if (signal?.aborted) reject(signal.reason);
  return !signal?.aborted;
}
