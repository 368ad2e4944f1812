import type { EventStore, TriageId } from '../../triage/index.ts';
import { isWithheld } from '../evidence.ts';
import { render } from '../views/render.ts';
import { tellStory } from '../views/story.ts';
import { withheldStory } from '../views/withheld.ts';
import { Board, type BoardSources } from './board.ts';
import { type AroundSources, lookAround } from './look-around.ts';

export type ProjectionSources = BoardSources & AroundSources & { events: Pick<EventStore, 'read'> };

/**
 * Brings the messages of one triage up to date with its events. Nothing is remembered between two runs but the
 * postings, so that any process can do it at any time. To be called by one process at a time.
 *
 * @returns whether anything was sent.
 */
export async function projectTriage(
  sources: ProjectionSources,
  triage: TriageId,
  signal: AbortSignal,
): Promise<{ sent: boolean }> {
  const told = tellStory(await sources.events.read(triage));
  if (!told) return { sent: false };
  const story = isWithheld(sources.config, told.state) ? withheldStory(told) : told;
  const board = await Board.open(sources, story, signal);

  // Approvers first: the thread says who was reached.
  const around = await lookAround(sources, story, board.postings);
  for (const message of render(story, around)) {
    if (message.place.kind === 'direct' && message.post) await board.show(message);
  }
  const after = await lookAround(sources, story, board.postings);
  for (const message of render(story, after)) await board.show(message);
  return { sent: board.sent };
}
