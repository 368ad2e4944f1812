import { ACTION } from '../press.ts';
import type { Story, Wish } from '../views/story.ts';

const DAY = 86_400_000;
/** Milliseconds that a button counts after it was shown, where nothing else ends it. */
export const LASTS = 7 * DAY;
/** A fix is taken back, or kept for good, later than anything else is decided. */
const UNDO_LASTS = 90 * DAY;

/** That long from now (milliseconds since 1970), or up to a day more: the same moment whenever it is asked on one day. */
export function lasting(milliseconds: number): number {
  return Math.ceil(Date.now() / DAY) * DAY + milliseconds;
}

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
      return round && !round.end ? Date.parse(round.expiresAt) : lasting(LASTS);
    case ACTION.itWorks:
      return state.confirmation ? Date.parse(state.confirmation.until) : lasting(LASTS);
    case ACTION.makePermanent:
    case ACTION.recheck:
    case ACTION.undo:
      return lasting(UNDO_LASTS);
    default:
      return lasting(LASTS);
  }
}

type Action = (typeof ACTION)[keyof typeof ACTION];

/** What a press of each button is recorded as: then it is used up. */
const RECORDED_AS: Readonly<Record<Action, readonly Wish[]>> = {
  'choose-remedy': ['remedy-chosen'],
  'name-gateway': ['gateway-named'],
  'probe-from': ['probe-asked'],
  'include-others': ['others-included'],
  'look-again': ['look-asked'],
  'judge-right': ['verdict-judged'],
  'judge-wrong': ['verdict-judged'],
  stop: ['stopped'],
  'wait-longer': ['wait-extended'],
  approve: ['approved'],
  'break-glass': ['approved'],
  sign: ['approved'],
  reject: ['rejected'],
  'reject-with': ['rejected'],
  'it-works': ['confirmed-by-person'],
  'make-permanent': ['permanence-asked'],
  recheck: ['recheck-asked'],
  undo: ['undo-asked'],
  'full-output': [],
  // Under a scan: each press is a question of its own.
  'check-found': [],
  'check-another': [],
};

/** How often buttons of that action can have been used up so far: then a message needs another that looks the same. */
export function usesOf(action: string, { wishes }: Story): number {
  const known = (name: string): name is Action => Object.hasOwn(RECORDED_AS, name);
  const used = known(action) ? RECORDED_AS[action] : (Object.keys(wishes) as Wish[]);
  return used.reduce((sum, wish) => sum + wishes[wish], 0);
}
