import { ENGLISH } from './english.ts';
import { HOSTILE } from './hostile.ts';
import type { InventoryName } from './inventories.ts';
import { JAPANESE } from './japanese.ts';
import { FIFTH, FOURTH, SECOND, THIRD } from './later.ts';
import { SEVENTH, SEVENTH_JAPANESE } from './seventh.ts';
import { SIXTH, SIXTH_HOSTILE, SIXTH_JAPANESE } from './sixth.ts';

/**
 * A wording as it reaches the bot (Slack's markup included, its own mention left out) and the readings that are right:
 *
 * - `HOST IFACE [from SENDER] [to ADDRESS] [PROTOCOL PORT]`: that triage; a question that offers exactly it is right as well
 * - `? HOST IFACE [from SENDER]`: a question that offers it, and no triage
 * - `interface? HOST [from SENDER]`: a question for the interface of that host
 * - `host? IFACE`, `host? ADDRESS`: a question for the host
 * - `none`: not for us; how to ask is said in one line
 * - `help`: the whole help
 * - `no triage`: any question or refusal, for what is hostile
 */
export type Wording = readonly [text: string, ...right: readonly [string, ...string[]]];
export type Group = Partial<Record<InventoryName, readonly Wording[]>>;

/** The kinds of wordings, each measured by itself. */
export const WORDINGS = {
  English: ENGLISH,
  Japanese: JAPANESE,
  hostile: HOSTILE,
  second: SECOND,
  third: THIRD,
  fourth: FOURTH,
  fifth: FIFTH,
  sixth: SIXTH,
  'sixth, ja': SIXTH_JAPANESE,
  'sixth, odd': SIXTH_HOSTILE,
  seventh: SEVENTH,
  'seventh, ja': SEVENTH_JAPANESE,
} satisfies Record<string, Group>;
