import type { KnownBlock } from '@slack/types';
import { quoteCommand, undoByHand } from '../../analyzer/model/index.ts';
import { labelOf, slackTextsIn } from '../../texts/index.ts';
import { attemptFor } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, type Content, container, context, section } from './blocks.ts';
import { fitting } from './fitting.ts';
import { lastingOf, permanenceBlocks } from './permanence.ts';
import { recheckBlocks, recheckButton, recheckSentence } from './recheck.ts';
import type { Outcome, Round, Story } from './story.ts';
import { nameOf, type Surroundings, slackUserOf, withNames } from './surroundings.ts';
import { code, codeBlock, ended, line, sentence, time } from './text.ts';
import { undoBlocks } from './undo.ts';
import { lookAgainButton } from './verdict.ts';

/** What became of the change, in one or two sentences, without a name. */
export function outcomeSentence(story: Story, outcome: Outcome, around: Surroundings): string {
  const { host: name, interface: device } = story.state.request;
  const say = slackTextsIn(around.language).outcome;
  const host = line(name, 260);
  const told = {
    host,
    where: say.where({ device: line(device, 40), host }),
    detail: detailOf(outcome, around),
  };
  switch (outcome.kind) {
    case 'rechecked':
      return recheckSentence(outcome, story, around);
    case 'committed':
      return say.committed({ ...told, ...lastingIn(story, around) });
    case 'rolled-back':
      return say.rolledBack(told);
    case 'undone':
      return say.undone(told);
    case 'undo-failed':
      return say.undoFailed(told);
    case 'outcome-unknown':
      return say.unknown(told);
    case 'apply-refused':
      return say.applyRefused(told);
    case 'rejected':
      return say.rejected(told);
    case 'expired':
      return say.expired;
    case 'awaiting-confirmation':
      return say.awaitingConfirmation(told);
  }
}

/** A fix that was taken back since lasts no more. */
function lastingIn({ state }: Story, around: Surroundings): { lasting?: string } {
  const lasting = state.status === 'committed' ? lastingOf(state, around) : undefined;
  return lasting === undefined ? {} : { lasting: slackTextsIn(around.language).outcome.lasts[lasting] };
}

/** The event's own words, people by name. */
function detailOf(outcome: Outcome, around: Surroundings): string {
  return line(sentence(withNames(outcome.detail, around)), LIMITS.sentence);
}

/** The posts `result` (the first outcome, which mentions the asker once) and `late` (the newest one after it). */
export function outcomeView(
  story: Story,
  outcome: Outcome,
  around: Surroundings,
  slot: 'result' | 'late',
): Content {
  const say = slackTextsIn(around.language);
  const newest = story.outcomes.at(-1) === outcome;
  const round = story.rounds.at(-1);
  const asker = slackUserOf(story.state.requestedBy);
  const mention = slot === 'result' && asker !== undefined ? `<@${asker}> ` : '';
  const record = say.outcome.fullRecord({ command: code(`roundtrip audit report ${story.state.id}`) });
  return fitting(
    (budget) => ({
      text: line(outcomeSentence(story, outcome, around).replaceAll('*', ''), LIMITS.fallback),
      blocks: [
        section(`${mention}${outcomeSentence(story, outcome, around)}`),
        ...byWhom(outcome, around).map((text) => section(text)),
        ...(newest ? nextBlocks(story, outcome, around, budget.commands) : []),
        ...(round && isApplied(outcome) && around.evidence !== 'store'
          ? whatWasDone(round, story, around, budget.commands)
          : []),
        // The promise of a host that verifies approvals does not hold there: that is said.
        ...(story.state.verifier && isApplied(outcome)
          ? [section(say.outcome.checkedHere({ host: line(story.state.request.host, 260) }))]
          : []),
        ...(newest ? [] : [context(say.outcome.superseded)]),
        context(`${story.state.id} · ${record}`),
      ],
    }),
    say.verdict.tooLong,
  );
}

function isApplied(outcome: Outcome): boolean {
  return (
    outcome.kind === 'committed' ||
    outcome.kind === 'awaiting-confirmation' ||
    outcome.kind === 'outcome-unknown'
  );
}

function byWhom(outcome: Outcome, around: Surroundings): string[] {
  if (outcome.by === undefined || outcome.by === 'system') return [];
  const say = slackTextsIn(around.language).outcome;
  const who = line(nameOf(outcome.by, around), 80);
  if (outcome.kind === 'rechecked') return [say.recheckedBy({ who })];
  return [outcome.kind === 'rejected' ? say.rejectedBy({ who }) : say.undoneBy({ who })];
}

/** What can be done now: the ping's proof, the button, the next step. */
function nextBlocks(story: Story, outcome: Outcome, around: Surroundings, budget: number) {
  const { state } = story;
  const say = slackTextsIn(around.language).outcome;
  switch (outcome.kind) {
    case 'awaiting-confirmation':
      return confirmationBlocks(story, outcome, around);
    case 'committed':
      return [
        ...verifiedBlocks(story, outcome, around),
        ...beforeBlocks(story, around),
        section(say.stays({ command: code(`roundtrip undo ${state.id}`), asker: around.undoBy === 'asker' })),
        ...permanenceBlocks(story, around, budget),
        ...recheckButton(story, around),
        ...undoBlocks(story, around),
      ];
    case 'rechecked':
      return [
        ...recheckBlocks(outcome, story, around),
        ...(outcome.found.standing === 'stands' ? permanenceBlocks(story, around, budget) : []),
        ...recheckButton(story, around),
        ...undoBlocks(story, around),
      ];
    case 'rolled-back':
      return [
        ...verifiedBlocks(story, outcome, around),
        section(say.nextRolledBack),
        ...lookAgain(story, around),
      ];
    case 'outcome-unknown':
      return unknownBlocks(story, around, budget);
    case 'apply-refused':
      return [section(state.status === 'awaiting-approval' ? say.nextPlannedAnew : say.nextRefused)];
    case 'expired':
    case 'rejected':
      return [section(say.nextRefused)];
    case 'undo-failed':
      return [section(say.nextUndoFailed), ...undoBlocks(story, around)];
    case 'undone':
      return [section(say.nextUndone), ...lookAgain(story, around)];
  }
}

/** Nobody knows what stands on the host: what takes it back there by hand. */
function unknownBlocks({ state }: Story, { language }: Surroundings, budget: number) {
  const say = slackTextsIn(language).outcome;
  const { plan } = state.change ?? {};
  const next = say.nextUnknown({ host: line(state.request.host, 260) });
  if (!plan) return [section(next)];
  return [section(next), section(`${say.byConsole}\n${codeBlock(undoByHand(plan).join('\n'), budget)}`)];
}

/** Where nothing is under way any more. */
function lookAgain({ state }: Story, around: Surroundings) {
  const isOver = state.status === 'rolled-back' || state.status === 'undone';
  return actions('again', isOver ? [lookAgainButton(state, around)] : []);
}

function confirmationBlocks({ state }: Story, { until }: { until?: string }, around: Surroundings) {
  const say = slackTextsIn(around.language).outcome;
  const confirmedBy = state.confirmation?.confirmedBy;
  const attempt = attemptFor(state);
  const question = say.worksNow({
    ...(attempt ? { run: code(attempt.command) } : {}),
    ...(attempt?.sender === undefined ? {} : { sender: line(attempt.sender, 260) }),
    ...(until === undefined ? {} : { until: time(until) }),
  });
  const waiting = state.status === 'awaiting-confirmation' && !confirmedBy;
  const value = writePress({ triage: state.id });
  return [
    section(confirmedBy ? say.saysItWorks({ who: line(nameOf(confirmedBy, around), 80) }) : question),
    ...actions(
      'confirm',
      waiting ? [button({ action: ACTION.itWorks, text: say.itWorks, style: 'primary', value })] : [],
    ),
  ];
}

/** What was seen before the change, beside the proof of what is seen now. */
function beforeBlocks({ state }: Story, { language }: Surroundings) {
  const before = state.diagnosis?.witnesses.capture;
  if (before?.says !== 'refuses') return [];
  return [section(slackTextsIn(language).outcome.before({ detail: line(ended(before.detail), 300) }))];
}

function verifiedBlocks({ state }: Story, outcome: Outcome, around: Surroundings) {
  const { verified } = state;
  if (!verified || outcome.detail === verified.detail) return [];
  const how = slackTextsIn(around.language).outcome.verified[verified.how];
  const detail = line(ended(withNames(verified.detail, around)), LIMITS.sentence);
  return [section(`${verified.ok ? '✓' : '✗'} ${how}: ${detail}`)];
}

/** What was run on the host, folded. */
function whatWasDone(
  round: Round,
  { state }: Story,
  { language }: Surroundings,
  limit: number,
): KnownBlock[] {
  const asked = state.diagnosis?.flow.interface ?? state.request.interface;
  const commands = round.plan.steps.map((step) => quoteCommand(step.do)).join('\n');
  const title = slackTextsIn(language).outcome.done({
    label: labelOf(round.remedy, asked, round.plan, language),
    commands: round.plan.steps.length,
    files: round.plan.files.length,
    approvals: round.approvals.length,
  });
  return container(title, [section(codeBlock(commands, limit))]);
}
