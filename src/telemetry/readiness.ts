import { setTimeout as delay } from 'node:timers/promises';
import type { Failure } from '../texts/failures/index.ts';
import type { Queue } from '../triage/index.ts';
import { withoutSecrets } from '../without-secrets.ts';

/** What a bot needs before it can answer anybody. */
export const NEEDED = ['database', 'recording', 'slack', 'queue'] as const;
export type Needed = (typeof NEEDED)[number];

/** Whether one of these is there, or why it is not, as a code with its facts. */
export type Standing =
  | { ok: true }
  /** The bot has not come so far yet, or is ending. */
  | { ok: false; because: 'not-yet' | 'ending' }
  | { ok: false; because: 'no-answer'; said: string }
  /** Recording: the last event that was to be recorded was not, and none will be until this is put right. */
  | ({ ok: false; because: 'not-recorded' } & Failure)
  /** Slack: for so many seconds, and to which address. */
  | { ok: false; because: 'not-connected'; seconds: number; address?: string }
  /** The queue: the oldest job that is due waits for so many seconds, and nobody takes it. */
  | { ok: false; because: 'behind'; kind: string; seconds: number };

export type Readiness = { ready: boolean; checks: Record<Needed, Standing> };

/** What cannot be told within so many milliseconds is no answer. */
const WITHIN = 3_000;

/** Jobs are taken within a few seconds; a minute of load is no outage. */
const BEHIND_SECONDS = 120;

/** Asks for everything that is needed, all at once. */
export async function readinessOf(
  checks: Readonly<Partial<Record<Needed, () => Promise<Standing>>>>,
): Promise<Readiness> {
  const standings = await Promise.all(
    NEEDED.map(async (needed) => [needed, await standingBy(checks[needed])] as const),
  );
  return {
    ready: standings.every(([, { ok }]) => ok),
    checks: Object.fromEntries(standings) as Record<Needed, Standing>,
  };
}

async function standingBy(check: (() => Promise<Standing>) | undefined): Promise<Standing> {
  if (!check) return { ok: false, because: 'not-yet' };
  const tooLate = new AbortController();
  try {
    return await Promise.race([
      check(),
      delay(WITHIN, undefined, { signal: tooLate.signal }).then((): Standing => {
        return { ok: false, because: 'no-answer', said: `no answer within ${WITHIN / 1000} s` };
      }),
    ]);
  } catch (error) {
    const said = withoutSecrets(error instanceof Error ? error.message : String(error));
    return { ok: false, because: 'no-answer', said };
  } finally {
    tooLate.abort();
  }
}

/** Whether the queue answers, and its jobs are taken. */
export async function standingOfQueue(queue: Pick<Queue, 'depth'>): Promise<Standing> {
  const late = (await queue.depth()).find(({ oldestSeconds = 0 }) => oldestSeconds > BEHIND_SECONDS);
  if (!late) return { ok: true };
  const { kind, oldestSeconds = 0 } = late;
  return { ok: false, because: 'behind', kind, seconds: Math.round(oldestSeconds) };
}
