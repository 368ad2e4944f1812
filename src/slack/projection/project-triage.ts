import { foldEvents, supersedeOlder, type TriageId } from '../../triage/index.ts';
import { isWithheld } from '../evidence.ts';
import type { Permalinks } from '../permalinks.ts';
import { render } from '../views/render.ts';
import { tellStory } from '../views/story.ts';
import { withheldStory } from '../views/withheld.ts';
import { Board, type BoardSources } from './board.ts';
import { type AroundSources, lookAround, threadLanguage } from './look-around.ts';
import type { Pictures } from './pictures.ts';
import { threadOf } from './thread-of.ts';

export type ProjectionSources = BoardSources &
  AroundSources & {
    pictures: Pictures;
    permalinks: Permalinks;
  };

/**
 * Brings the messages of one triage up to date with its events. Nothing is remembered between two runs but the
 * postings, so that any process can do it at any time. To be called by one process at a time.
 *
 * @returns whether anything was sent, the sequence of the newest event that is shown now, and whether a countdown is among what is
 * shown, so that it is to be shown again.
 */
export async function projectTriage(
  sources: ProjectionSources,
  triage: TriageId,
  signal: AbortSignal,
): Promise<{ sent: boolean; shown: number; counting: boolean }> {
  const events = await sources.events.read(triage);
  const shown = events.at(-1)?.sequence ?? 0;
  const asked = foldEvents(events);
  if (!asked) return { sent: false, shown, counting: false };
  const language = threadLanguage(sources.config, asked);
  const told = tellStory(events, language);
  if (!told) return { sent: false, shown, counting: false };
  const story = isWithheld(sources.config, told.state) ? withheldStory(told, language) : told;
  const board = await Board.open(sources, story, signal);
  // A pasted console tells of no newer look at the host.
  if (story.state.origin.kind === 'slack' && !story.state.paste && board.postings.length === 0)
    await supersedeOlder(sources.events, story.state);
  const pictures = await sources.pictures.of(story.state, story.rounds.at(-1)?.remedy, language);
  const around = async () => ({
    ...(await lookAround(sources, story, board.postings)),
    pictures,
    ...(await threadOf(sources.permalinks, story, board.postings)),
  });

  // Approvers first: the thread says who was reached.
  const before = await around();
  let messages = render(story, before);
  const direct = messages.filter(({ place, post }) => place.kind === 'direct' && post);
  for (const message of direct) await board.show(message);
  if (direct.length > 0) messages = render(story, await around());
  for (const message of messages) await board.show(message);
  return { sent: board.sent, shown, counting: (before.secondsLeft ?? 0) > 0 };
}
