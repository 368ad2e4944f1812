import type { Button, KnownBlock } from '@slack/types';
import type { TriageState } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, type Content, context, section } from './blocks.ts';
import { failureSentence } from './failure.ts';
import { outcomeSentence } from './outcome.ts';
import type { Story } from './story.ts';
import { nameOf, type Surroundings } from './surroundings.ts';
import { code, ended, line, sentence, time } from './text.ts';
import { certaintyWord, headlineOf, probeButtons, verdictLine, whatToDo } from './verdict.ts';

/** The card in the channel: changed in place, always true, short. */
export function cardView(story: Story, around: Surroundings): Content {
  const { state } = story;
  const { first, second } = cardLines(story, around);
  return {
    text: fallbackOf(story, around),
    blocks: [
      section([first, second].filter((each) => each !== '').join('\n')),
      ...actions('card', cardButtons(state, around)),
      ...footer(state, around),
    ],
  };
}

function cardLines(story: Story, around: Surroundings): { first: string; second: string } {
  const { state } = story;
  const asked = askedLine(state);
  const found = state.diagnosis ? verdictLine(state.diagnosis) : asked;
  switch (state.status) {
    case 'collecting':
      return state.diagnosis
        ? { first: found, second: waitingLine(state) }
        : { first: `⏳ ${asked}`, second: line(sentence(state.progress ?? 'Looking'), LIMITS.sentence) };
    case 'diagnosed':
      return { first: found, second: diagnosedLine(story, around) };
    case 'awaiting-approval':
      return { first: found, second: approvalLine(story, around) };
    case 'approved':
      return { first: found, second: `Approved. It is about to be applied.${glassLine(story, around)}` };
    case 'applying':
      return { first: found, second: `${applyingLine(story)}${glassLine(story, around)}` };
    case 'failed':
      return {
        first: `⚠️ ${asked}`,
        second: `${failureSentence(state)} The thread says what else can be done.`,
      };
    case 'stopped':
      return { first: asked, second: 'Stopped before anything was found.' };
    default: {
      const outcome = story.outcomes.at(-1);
      return {
        first: outcome ? outcomeSentence(story, outcome, around) : asked,
        second: `${foundBefore(state)}${glassLine(story, around)}`,
      };
    }
  }
}

/** Somebody skipped the waiting for others: the channel is told. */
function glassLine(story: Story, around: Surroundings): string {
  const broken = story.rounds.at(-1)?.approvals.find((approval) => approval.breakGlass !== undefined);
  if (broken?.breakGlass === undefined) return '';
  const who = line(nameOf(broken.by, around), 80);
  return `\n⚠️ ${who} approved it without waiting for others: ${line(ended(broken.breakGlass), 300)}`;
}

/** The verdict from before the change: it need not be true any more. */
function foundBefore({ diagnosis }: TriageState): string {
  return diagnosis ? `Found before the change: ${headlineOf(diagnosis)}` : '';
}

function askedLine(state: TriageState): string {
  const { request } = state;
  const { from, port, protocol } = request;
  const sender = from === undefined ? '' : ` ${line(from.kind === 'host' ? from.host : from.address, 260)}`;
  const service = port === undefined ? '' : ` on ${protocol} port ${port}`;
  return `Does *${line(request.interface, 40)}* of *${line(request.host, 260)}* answer${sender}${service}?`;
}

function waitingLine(state: TriageState): string {
  const command = state.diagnosis?.settles;
  const run = command === undefined ? '' : ` Run ${code(command)}`;
  return `Waiting for a packet to prove it.${run}`;
}

function diagnosedLine(story: Story, around: Surroundings): string {
  const { state } = story;
  const last = story.outcomes.at(-1);
  const before = last && state.lastRefusal ? `${outcomeSentence(story, last, around)}\n` : '';
  const failed = state.failure && !last ? `${failureSentence(state)}\n` : '';
  const thread = state.diagnosis?.remedies.length
    ? ' The thread has the details and the buttons.'
    : ' Details are in the thread.';
  return `${failed}${before}${whatToDo(state, around)}${thread}`;
}

function approvalLine(story: Story, around: Surroundings): string {
  const round = story.rounds.at(-1);
  if (!round) return 'Waiting for approval.';
  const who = around.asked.filter((each) => each.reached).map((each) => nameOf(`slack:${each.user}`, around));
  const by = who.length > 0 ? ` by ${line(who.slice(0, 5).join(', '), 200)}` : '';
  return `Waiting for approval${by}: ${round.approvals.length} of ${round.minimum}, until ${time(round.expiresAt)}. Nothing has changed yet.`;
}

function applyingLine(story: Story): string {
  const progress =
    story.state.progress === undefined ? '' : ` ${line(sentence(story.state.progress), LIMITS.sentence)}`;
  if (!story.undoArmed) return `Being applied.${progress}`;
  return `Being applied. The host undoes it by itself unless it proves to work.${progress}`;
}

function cardButtons(state: TriageState, around: Surroundings): Button[] {
  if (state.status !== 'collecting') return [];
  const probes = state.diagnosis && state.request.from?.kind !== 'host' ? probeButtons(state, around) : [];
  return [...probes, button({ action: ACTION.stop, text: 'Stop', value: writePress({ triage: state.id }) })];
}

function footer(state: TriageState, around: Surroundings): KnownBlock[] {
  const { from } = state.request;
  const sender =
    from === undefined ? '' : ` · from ${line(from.kind === 'host' ? from.host : from.address, 260)}`;
  return [
    context(
      `Asked by ${line(nameOf(state.requestedBy, around), 80)} at ${time(state.requestedAt)}${sender} · ${state.id}`,
    ),
  ];
}

function fallbackOf(story: Story, around: Surroundings): string {
  const { state } = story;
  const outcome = story.outcomes.at(-1);
  if (outcome && state.status !== 'awaiting-approval')
    return line(outcomeSentence(story, outcome, around).replaceAll('*', ''), LIMITS.fallback);
  if (state.status === 'failed') return failureSentence(state);
  if (!state.diagnosis)
    return `Looking at ${line(`${state.request.interface} of ${state.request.host}`, 300)}`;
  const waiting =
    state.status === 'awaiting-approval'
      ? ` ${approvalLine(story, around)}`.replace(/<!date\^[^|]*\|([^>]*)>/g, '$1')
      : '';
  return `${certaintyWord(state.diagnosis)}: ${headlineOf(state.diagnosis)}${waiting}`;
}
