import type { Posting } from '../../triage/index.ts';
import type { Permalinks } from '../permalinks.ts';
import type { Story } from '../views/story.ts';
import type { Surroundings } from '../views/surroundings.ts';

/** Where the thread of a triage is found: whoever is asked to approve reads it. */
export async function threadOf(
  permalinks: Permalinks,
  { rounds }: Pick<Story, 'rounds'>,
  postings: readonly Posting[],
): Promise<Pick<Surroundings, 'thread'>> {
  const standing = (slot: string) => postings.find((each) => each.slot === slot && each.ts !== '');
  const message = standing('verdict') ?? standing('card');
  if (rounds.length === 0 || !message) return {};
  const thread = await permalinks.of(message.channel, message.ts);
  return thread === undefined ? {} : { thread };
}
