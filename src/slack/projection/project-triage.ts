import { foldEvents, supersedeOlder, type TriageId } from '../../triage/index.ts';
import { isWithheld } from '../evidence.ts';
import type { Permalinks } from '../permalinks.ts';
import { render, type Wanted } from '../views/render.ts';
import { tellStory } from '../views/story.ts';
import { withheldStory } from '../views/withheld.ts';
import { Board, type BoardSources } from './board.ts';
import { untilWhen, usesOf } from './button-life.ts';
import { type AroundSources, lookAround, threadLanguage } from './look-around.ts';
import type { Pictures, PicturesOf } from './pictures.ts';
import { isProgress } from './progress.ts';
import { projectScan } from './project-scan.ts';
import { threadOf } from './thread-of.ts';

export type ProjectionSources = BoardSources &
  AroundSources & {
    pictures: Pictures;
    permalinks: Permalinks;
  };

/** What became of bringing the messages of a triage up to date. */
export type Projected = {
  /** Whether anything was sent. */
  sent: boolean;
  /** The sequence of the newest event that is shown now. */
  shown: number;
  /** Whether a countdown is among what is shown, so that it is to be shown again. */
  counting: boolean;
  /** Milliseconds until Slack takes the changes that it would not take now; what is shown then is the newest. */
  later?: number | undefined;
  /** Pictures that the messages stand without: once they are drawn, the messages are to be shown again. */
  undrawn: PicturesOf['undrawn'];
};

/** Milliseconds that progress waits where Slack takes few changes. */
const PROGRESS_WAITS = 5_000;

/**
 * Brings the messages of one triage up to date with its events. Nothing is remembered between two runs but the
 * postings, so that any process can do it at any time. To be called by one process at a time.
 */
export async function projectTriage(
  sources: ProjectionSources,
  triage: TriageId,
  signal: AbortSignal,
  /** The newest event that is known to be shown, where progress beyond it may wait. */
  since = 0,
): Promise<Projected> {
  const events = await sources.events.read(triage);
  const shown = events.at(-1)?.sequence ?? 0;
  const nothing = { sent: false, shown, counting: false, undrawn: [] };
  const scanned = await projectScan(sources, events, signal);
  if (scanned) return { ...nothing, ...scanned };
  const asked = foldEvents(events);
  if (!asked) return nothing;
  const unseen = events.filter(({ sequence }) => sequence > since);
  // Where Slack had to be waited for lately, what edits it takes are for news.
  const isNews = since === 0 || unseen.length === 0 || !unseen.every(isProgress);
  if (!isNews && !asked.waiting && sources.messenger.isBusy())
    return { ...nothing, shown: since, later: PROGRESS_WAITS };
  const language = threadLanguage(sources.config, asked);
  const told = tellStory(events, language);
  if (!told) return nothing;
  const story = isWithheld(sources.config, told.state) ? withheldStory(told, language) : told;
  const subject: Parameters<typeof Board.open>[1] = {
    state: story.state,
    uses: (action) => usesOf(action, story),
    until: (action) => untilWhen(action, story),
  };
  const board = await Board.open(sources, subject, signal);
  // A pasted console tells of no newer look at the host.
  if (story.state.origin.kind === 'slack' && !story.state.paste && board.postings.length === 0)
    await supersedeOlder(sources.events, story.state);
  // Nobody waits for a picture: the messages go out without it, and are changed once it is drawn.
  const { postings } = board;
  const pictures = sources.pictures.of(story.state, story.rounds.at(-1)?.remedy, language, postings);
  const around = async () => ({
    ...(await lookAround(sources, story, board.postings)),
    pictures: pictures.shown,
    ...(await threadOf(sources.permalinks, story, board.postings)),
  });

  // Approvers first: the thread says who was reached.
  const before = await around();
  let messages = render(story, before);
  const direct = messages.filter(({ place, post }) => place.kind === 'direct' && post);
  await allOf(direct.map((message) => board.show(message)));
  if (direct.length > 0) messages = render(story, await around());
  await showAll(board, messages);
  const counting = (before.secondsLeft ?? 0) > 0;
  const { sent, later } = board;
  return { sent, shown, counting, later, undrawn: pictures.undrawn };
}

/**
 * The card before anything is said below it; then what is new and what has changed side by side, since Slack limits how often a
 * channel is posted to, and how often anything is changed, each by itself.
 */
async function showAll(board: Board, messages: readonly Wanted[]): Promise<void> {
  const stands = ({ slot }: Wanted) => board.postings.some((each) => each.slot === slot && each.ts !== '');
  const inTurn = async (some: readonly Wanted[]) => {
    for (const message of some) await board.show(message);
  };
  const [first, ...others] = messages;
  const cardIsNew = first?.slot === 'card' && !stands(first);
  if (cardIsNew) await board.show(first);
  const rest = cardIsNew ? others : messages;
  const changed = rest.filter(stands).toSorted((one, other) => rankOf(one) - rankOf(other));
  await allOf([inTurn(rest.filter((message) => !changed.includes(message))), inTurn(changed)]);
}

/** Whose change comes first, where Slack takes few: the card, then what somebody has just pressed. */
function rankOf({ slot }: Pick<Wanted, 'slot'>): number {
  const [kind = ''] = slot.split(':');
  const rank = ['card', 'ask', 'undo', 'approval', 'result', 'late'].indexOf(kind);
  return rank === -1 ? 9 : rank;
}

/** Once all have ended, so that nothing goes on under a lease that was given back; throws what the first of them threw. */
async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
