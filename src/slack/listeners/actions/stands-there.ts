import { setTimeout as delay } from 'node:timers/promises';
import type { Postings, TriageId } from '../../../triage/index.ts';

/** The message that a button was pressed in, as the payload names it. */
export type PressedIn = { channel: string | undefined; ts: string | undefined };

/** A message can be pressed a moment before it is noted where it stands. */
const LOOKS = 4;
const PAUSE = 250;

/**
 * Whether the pressed message is one of the triage's own. What a payload says of triage and channel counts only where such a
 * message was posted: so it approves nothing of another triage, and nothing from another channel.
 */
export async function standsThere(
  postings: Pick<Postings, 'list'>,
  triage: TriageId,
  { channel, ts }: PressedIn,
): Promise<boolean> {
  if (channel === undefined || ts === undefined) return false;
  for (let look = 1; ; look += 1) {
    const standing = await postings.list(triage);
    if (standing.some((posting) => posting.channel === channel && posting.ts === ts)) return true;
    const beingPosted = standing.some((posting) => posting.channel === channel && posting.ts === '');
    if (!beingPosted || look === LOOKS) return false;
    await delay(PAUSE);
  }
}
