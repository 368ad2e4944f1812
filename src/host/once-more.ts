import { failureOf } from '../texts/failures/index.ts';
import type { ProgressMessage } from '../texts/index.ts';
import { delay } from './clock.ts';
import { mayPass } from './may-pass.ts';

type Options = { signal?: AbortSignal; onProgress?: (said: ProgressMessage) => void };

/** Milliseconds after which a look that failed is made once more. */
const AGAIN_AFTER = 1000;

/** What only looks is tried once more where SSH fails in a way that may pass: looking changes nothing. */
export async function onceMore<T>({ signal, onProgress }: Options, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (!mayPass(error)) throw error;
    signal?.throwIfAborted();
    onProgress?.({ key: 'progress.once-more', failure: failureOf(error) });
    await delay(AGAIN_AFTER);
    signal?.throwIfAborted();
    return look();
  }
}
