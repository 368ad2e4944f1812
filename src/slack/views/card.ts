import type { Button, KnownBlock } from '@slack/types';
import { slackTextsIn } from '../../texts/index.ts';
import { attemptFor, canWaitLonger, type TriageState } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, type Content, context, section } from './blocks.ts';
import { failureSentence } from './failure.ts';
import { outcomeSentence } from './outcome.ts';
import { isFix } from './remedies.ts';
import type { Story } from './story.ts';
import { nameOf, type Surroundings } from './surroundings.ts';
import { code, ended, line, sentence, time } from './text.ts';
import { headlineOf, lookAgainButton, probeButtons, verdictLine, verdictText } from './verdict.ts';

/** The card in the channel: changed in place, always true, short. What to do about it stands in the thread. */
export function cardView(story: Story, around: Surroundings): Content {
  const { state } = story;
  const newer = state.supersededBy ? [slackTextsIn(around.language).card.superseded] : [];
  const lines = [...cardLines(story, around), ...resolvedLines(state, around), ...newer].filter(
    (each) => each !== '',
  );
  return {
    text: fallbackOf(story, around),
    blocks: [
      section(lines.join('\n')),
      ...actions('card', cardButtons(state, around)),
      ...footer(story, around),
    ],
  };
}

function cardLines(story: Story, around: Surroundings): string[] {
  const { state } = story;
  const say = slackTextsIn(around.language).card;
  const asked = askedLine(state, around);
  const found = state.diagnosis ? verdictLine(state.diagnosis, around) : asked;
  switch (state.status) {
    case 'collecting':
      return state.diagnosis
        ? [found, waitingLine(state, around)]
        : [
            `⏳ ${say.checking({ what: asked })}`,
            state.waiting
              ? waitingLine(state, around)
              : line(sentence(state.progress ?? say.looking), LIMITS.sentence),
          ];
    case 'diagnosed':
      return [found, ...diagnosedLines(story, around)];
    case 'awaiting-approval':
      return [found, approvalLine(story, around)];
    case 'approved':
      return [found, say.approved, ...glassLines(story, around)];
    case 'applying':
      return [found, applyingLine(story, around), ...glassLines(story, around)];
    case 'failed':
      return [`⚠️ ${asked}`, `${failureSentence(state)} ${say.otherWaysInThread}`];
    case 'stopped':
      return [asked, say.stopped];
    default: {
      const outcome = story.outcomes.at(-1);
      return [
        outcome ? outcomeSentence(story, outcome, around) : asked,
        ...(state.diagnosis ? [say.before({ headline: headlineOf(state.diagnosis) })] : []),
        ...glassLines(story, around),
      ];
    }
  }
}

/** The alert that asked for it is over: the interface may work by now. */
function resolvedLines({ alertResolvedAt }: TriageState, around: Surroundings): string[] {
  if (alertResolvedAt === undefined) return [];
  return [slackTextsIn(around.language).card.alertResolved({ at: time(alertResolvedAt) })];
}

/** Somebody skipped the waiting for others: the channel is told. */
function glassLines(story: Story, around: Surroundings): string[] {
  const broken = story.rounds.at(-1)?.approvals.find((approval) => approval.breakGlass !== undefined);
  if (broken?.breakGlass === undefined) return [];
  const who = line(nameOf(broken.by, around), 80);
  const reason = line(ended(broken.breakGlass), 300);
  return [slackTextsIn(around.language).card.withoutWaiting({ who, reason })];
}

function askedLine({ request }: TriageState, around: Surroundings): string {
  const say = slackTextsIn(around.language).card;
  const { from, port, protocol } = request;
  return say.asked({
    interface: line(request.interface, 40),
    host: line(request.host, 260),
    ...(from === undefined ? {} : { sender: line(from.kind === 'host' ? from.host : from.address, 260) }),
    ...(port === undefined ? {} : { service: say.service({ protocol, port }) }),
  });
}

/** What a person runs, where, and how long that is waited for. */
function waitingLine(state: TriageState, around: Surroundings): string {
  // A host of the inventory sends by itself.
  const attempt = state.request.from?.kind === 'host' ? undefined : attemptFor(state);
  const { secondsLeft } = around;
  return slackTextsIn(around.language).card.proofAwaited({
    host: line(state.request.host, 260),
    ...(attempt ? { run: code(attempt.command) } : {}),
    ...(attempt?.sender === undefined ? {} : { sender: line(attempt.sender, 260) }),
    ...(secondsLeft === undefined ? {} : { secondsLeft }),
  });
}

function diagnosedLines(story: Story, around: Surroundings): string[] {
  const { state } = story;
  const say = slackTextsIn(around.language).card;
  const last = story.outcomes.at(-1);
  return [
    ...(state.failure && !last ? [failureSentence(state)] : []),
    ...(last && state.lastRefusal ? [outcomeSentence(story, last, around)] : []),
    state.diagnosis?.remedies.some((remedy) => isFix(remedy) || remedy.asks)
      ? say.inThread
      : say.detailsInThread,
  ];
}

function approvalLine(story: Story, around: Surroundings): string {
  const say = slackTextsIn(around.language).card;
  const round = story.rounds.at(-1);
  if (!round) return say.approvalAwaitedOnly;
  const who = around.asked.filter((each) => each.reached).map((each) => nameOf(`slack:${each.user}`, around));
  return say.approvalAwaited({
    given: round.approvals.length,
    minimum: round.minimum,
    until: time(round.expiresAt),
    ...(who.length === 0 ? {} : { by: line(who.slice(0, 5).join(', '), 200) }),
  });
}

function applyingLine({ state, undoArmed }: Story, around: Surroundings): string {
  const say = slackTextsIn(around.language).card;
  const told =
    state.progress === undefined ? {} : { progress: line(sentence(state.progress), LIMITS.sentence) };
  return undoArmed ? say.applyingArmed(told) : say.applying(told);
}

function cardButtons(state: TriageState, around: Surroundings): Button[] {
  if (state.status === 'stopped') return [lookAgainButton(state, around)];
  if (state.status !== 'collecting') return [];
  const probes = state.diagnosis && state.request.from?.kind !== 'host' ? probeButtons(state, around) : [];
  const { stop, waitLonger } = slackTextsIn(around.language).buttons;
  const value = writePress({ triage: state.id });
  return [
    ...probes,
    ...(canWaitLonger(state) ? [button({ action: ACTION.waitLonger, text: waitLonger, value })] : []),
    button({ action: ACTION.stop, text: stop, value }),
  ];
}

function footer({ state, rounds }: Story, around: Surroundings): KnownBlock[] {
  const say = slackTextsIn(around.language).card;
  const round = rounds.at(-1);
  const approvers = round?.end?.kind === 'approved' ? round.approvals.slice(0, 4) : [];
  const told = say.footer({
    asker: line(nameOf(state.requestedBy, around), 80),
    at: time(state.requestedAt),
    approvers: approvers
      .map(({ by, at }) => say.approver({ who: line(nameOf(by, around), 80), at: time(at) }))
      .join(', '),
  });
  return [context(`${told} · ${state.id}`)];
}

function fallbackOf(story: Story, around: Surroundings): string {
  const { state } = story;
  const say = slackTextsIn(around.language).card;
  const outcome = story.outcomes.at(-1);
  if (outcome && state.status !== 'awaiting-approval')
    return line(outcomeSentence(story, outcome, around).replaceAll('*', ''), LIMITS.fallback);
  if (state.status === 'failed') return failureSentence(state);
  if (!state.diagnosis) return say.checking({ what: askedLine(state, around).replaceAll('*', '') });
  const waiting =
    state.status === 'awaiting-approval'
      ? ` ${approvalLine(story, around)}`.replace(/<!date\^[^|]*\|([^>]*)>/g, '$1')
      : '';
  return `${verdictText(state.diagnosis, around)}${waiting}`;
}
