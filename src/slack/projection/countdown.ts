import type { TriageId } from '../../triage/index.ts';

/** Milliseconds between two edits of a message that counts down. */
export const COUNTDOWN_EVERY = 5_000;

/** With many countdowns at once each is slower: Slack allows 50 edits a minute, and most of them are for news. */
const SHARE = 3_000;

/** Messages that count down while nothing happens. */
export type Countdowns = {
  /** Whether that triage's messages count down now: they are shown again soon. */
  set(triage: TriageId, counting: boolean): void;
  stop(): void;
};

export function createCountdowns(show: (triage: TriageId) => void): Countdowns {
  const timers = new Map<TriageId, NodeJS.Timeout>();
  return {
    set(triage, counting) {
      clearTimeout(timers.get(triage));
      timers.delete(triage);
      if (!counting) return;
      const pause = Math.max(COUNTDOWN_EVERY, (timers.size + 1) * SHARE);
      timers.set(
        triage,
        setTimeout(() => show(triage), pause),
      );
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
