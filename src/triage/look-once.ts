import type { Diagnosed } from '../analyzer/model/index.ts';
import type { ProgressMessage } from '../texts/index.ts';
import type { TriageRequest } from './events.ts';
import type { Analyze, Hosts, Settings, Watched } from './ports.ts';
import { type Asked, analyzeWatched, hasProber, watchOf } from './worker/looking.ts';

/** What one look needs. */
export type LookParts = { hosts: Hosts; analyze: Analyze; settings: Settings };

/**
 * One look without a store: watches and diagnoses as the worker's job does. `onEarly` gets what the state alone tells.
 * Throws what `Hosts.watch` throws.
 */
export async function lookOnce(
  { hosts, analyze, settings }: LookParts,
  request: TriageRequest,
  options: {
    onProgress?: (said: ProgressMessage) => void;
    onEarly?: (diagnosis: Diagnosed) => void;
    signal?: AbortSignal;
  } = {},
): Promise<{ diagnosis: Diagnosed; watched: Watched }> {
  const asked: Asked = { request };
  const { onProgress, onEarly, signal } = options;
  const watched = await hosts.watch(watchOf(asked, settings), {
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
    ...(onEarly
      ? {
          onState: (readEarly) => {
            const early = readEarly();
            if (early) onEarly(analyzeWatched(analyze, asked, early, false));
          },
        }
      : {}),
  });
  return { diagnosis: analyzeWatched(analyze, asked, watched, hasProber(asked)), watched };
}
