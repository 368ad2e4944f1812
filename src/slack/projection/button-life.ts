import { ACTION } from '../press.ts';
import type { Story } from '../views/story.ts';

const DAY = 86_400_000;
/** Milliseconds that a button counts after it was shown, where nothing else ends it. */
const LASTS = 7 * DAY;
/** A fix is taken back, or kept for good, later than anything else is decided. */
const UNDO_LASTS = 90 * DAY;

/** Until when a button of this triage counts (milliseconds since 1970), as of now. */
export function untilWhen(action: string, { state, rounds }: Story): number {
  const round = rounds.at(-1);
  switch (action) {
    case ACTION.approve:
    case ACTION.breakGlass:
    case ACTION.sign:
    case ACTION.rejectWith:
      return round ? Date.parse(round.expiresAt) : Date.now();
    case ACTION.reject:
      return round && !round.end ? Date.parse(round.expiresAt) : Date.now() + LASTS;
    case ACTION.itWorks:
      return state.confirmation ? Date.parse(state.confirmation.until) : Date.now() + LASTS;
    case ACTION.makePermanent:
    case ACTION.recheck:
    case ACTION.undo:
      return Date.now() + UNDO_LASTS;
    default:
      return Date.now() + LASTS;
  }
}
