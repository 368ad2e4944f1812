import type { KnownBlock } from '@slack/types';
import type { EventStore, Postings, TriageId } from '../../triage/index.ts';
import { isWithheld } from '../evidence.ts';
import type { Permalinks } from '../permalinks.ts';
import { type AroundSources, lookAround, threadLanguage } from '../projection/look-around.ts';
import type { Pictures } from '../projection/pictures.ts';
import { threadOf } from '../projection/thread-of.ts';
import { askView } from '../views/approval.ts';
import { tellStory } from '../views/story.ts';
import { withheldStory } from '../views/withheld.ts';

/** What an approver is shown of the request that is open in a triage: as in their direct message, without its buttons. */
export type Reviews = { of(triage: TriageId, plan: string): Promise<KnownBlock[] | undefined> };

/** Blocks of a dialog beside these: its sentence, and what it asks for. */
const MOST_BLOCKS = 90;

export function createReviews(
  sources: AroundSources & {
    events: Pick<EventStore, 'read'>;
    postings: Pick<Postings, 'list'>;
    permalinks: Permalinks;
    pictures: Pick<Pictures, 'of'>;
  },
): Reviews {
  return {
    async of(triage, plan) {
      const events = await sources.events.read(triage);
      const told = tellStory(events);
      if (!told) return undefined;
      const language = threadLanguage(sources.config, told.state);
      const inLanguage = tellStory(events, language) ?? told;
      const story = isWithheld(sources.config, told.state) ? withheldStory(inLanguage, language) : inLanguage;
      const round = story.rounds.at(-1);
      if (!round || round.end || round.plan.hash !== plan) return undefined;
      const postings = await sources.postings.list(triage);
      const around = await lookAround(sources, story, postings);
      const thread = await threadOf(sources.permalinks, story, postings);
      const pictures = sources.pictures.of(story.state, round.remedy, language, postings).shown;
      const { blocks } = askView(story, round, { ...around, ...thread, pictures });
      return blocks.filter(({ type }) => type !== 'actions').slice(0, MOST_BLOCKS);
    },
  };
}
