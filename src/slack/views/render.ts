import { approvalView, askView, expiryView } from './approval.ts';
import type { Content } from './blocks.ts';
import { cardView } from './card.ts';
import { failureView } from './failure.ts';
import { outcomeView } from './outcome.ts';
import { pastedView } from './pasted.ts';
import type { Round, Story } from './story.ts';
import type { Surroundings } from './surroundings.ts';
import { undoAskView } from './undo-ask.ts';
import { verdictView } from './verdict.ts';

/** A message as it should stand in Slack now. */
export type Wanted = Content & {
  /** Names the message within its triage; `ask:U0123` is a direct message to that user. */
  slot: string;
  place: { kind: 'channel' } | { kind: 'thread' } | { kind: 'direct'; user: string };
  /** false: it is brought up to date where it stands, and not posted where it does not. */
  post: boolean;
};

/**
 * The messages of a triage, in the order in which they are posted: the card in the channel, at most four posts in
 * the thread however often approval is asked for, and the direct messages to approvers. A triage that was asked for elsewhere has
 * only the last.
 */
export function render(story: Story, around: Surroundings): Wanted[] {
  const asks = [
    ...askMessages(story, around),
    ...expiryMessages(story, around),
    ...undoMessages(story, around),
  ];
  if (story.state.origin.kind !== 'slack') return asks;
  const { paste, diagnosis } = story.state;
  if (paste && diagnosis)
    return [
      { slot: 'card', place: { kind: 'channel' }, post: true, ...pastedView(story.state, diagnosis, around) },
    ];
  return [
    { slot: 'card', place: { kind: 'channel' }, post: true, ...cardView(story, around) },
    ...threadMessages(story, around),
    ...asks,
  ];
}

function threadMessages(story: Story, around: Surroundings): Wanted[] {
  const { state, rounds, outcomes } = story;
  const inThread = (slot: string, content: Content | undefined, post = true): Wanted[] =>
    content ? [{ slot, place: { kind: 'thread' }, post, ...content }] : [];
  const round = rounds.at(-1);
  const [first] = outcomes;
  const last = outcomes.at(-1);
  return [
    ...inThread(
      'verdict',
      verdictOrFailure(story, around),
      state.diagnosisFinal || state.status === 'failed',
    ),
    ...(round ? inThread('approval', approvalView(story, round, around), round.end === undefined) : []),
    ...(first ? inThread('result', outcomeView(story, first, around, 'result')) : []),
    ...(last && last !== first ? inThread('late', outcomeView(story, last, around, 'late')) : []),
  ];
}

function verdictOrFailure(story: Story, around: Surroundings): Content | undefined {
  return verdictView(story, around) ?? (story.state.failure ? failureView(story.state, around) : undefined);
}

/** The slot of the direct message that asks `user` in that round; the first round's has no number. */
export function askSlot(user: string, round: Pick<Round, 'number'>): string {
  return round.number === 1 ? `ask:${user}` : `ask:${user}:${round.number}`;
}

/** Whom the direct message of that slot asks; undefined for a message to everybody. */
export function askedOne(slot: string): string | undefined {
  const [kind, user] = slot.split(':');
  return kind === 'ask' || kind === 'undo' ? user : undefined;
}

/** The slot of the direct message that asks `user` to undo a fix. */
export function undoSlot(user: string): string {
  return `undo:${user}`;
}

/** Whoever was asked and has not answered is reminded before it is too late; an edit of what they have would notify nobody. */
function expiryMessages(story: Story, around: Surroundings): Wanted[] {
  return story.rounds.flatMap((round) => {
    if (!round.expiryNear) return [];
    const content = expiryView(story, round, around);
    const late = around.asked.filter(({ user }) => round.approvals.every(({ by }) => by !== `slack:${user}`));
    const due = new Set(round.end ? [] : late.map(({ user }) => expirySlot(user, round)));
    const standing = around.standing.filter((slot) => slot === expirySlot(slot.split(':')[1] ?? '', round));
    return [...new Set([...standing, ...due])].map((slot) => ({
      ...{ slot, post: due.has(slot), ...content },
      place: { kind: 'direct' as const, user: slot.split(':')[1] ?? '' },
    }));
  });
}

/** The slot of the direct message that says to `user` that the request of that round expires soon. */
function expirySlot(user: string, { number }: Pick<Round, 'number'>): string {
  return `expiry:${user}:${number}`;
}

/** Those who may undo a fix are asked to, and are shown what became of it where they were asked. */
function undoMessages(story: Story, around: Surroundings): Wanted[] {
  const wanted = story.state.undoWanted !== undefined && story.state.status === 'committed';
  const asked = wanted ? (around.undoAsked ?? []).map(({ user }) => user) : [];
  const standing = around.standing.flatMap((slot) => {
    const user = slot.startsWith('undo:') ? askedOne(slot) : undefined;
    return user === undefined ? [] : [user];
  });
  return [...new Set([...asked, ...standing])].map((user) => ({
    slot: undoSlot(user),
    place: { kind: 'direct', user },
    post: asked.includes(user),
    ...undoAskView(story, around),
  }));
}

function askMessages(story: Story, around: Surroundings): Wanted[] {
  const { rounds } = story;
  const open = rounds.at(-1);
  const wanted = new Map<string, Wanted>();
  for (const slot of around.standing) {
    const [kind, user, number = '1'] = slot.split(':');
    const round = rounds[Number(number) - 1];
    if (kind !== 'ask' || user === undefined || !round) continue;
    wanted.set(slot, {
      slot,
      place: { kind: 'direct', user },
      post: false,
      ...askView(story, round, around),
    });
  }
  if (open && !open.end) {
    const content = askView(story, open, around);
    for (const { user } of around.asked) {
      const slot = askSlot(user, open);
      wanted.set(slot, { slot, place: { kind: 'direct', user }, post: true, ...content });
    }
  }
  return [...wanted.values()];
}
