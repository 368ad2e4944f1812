import type { Button } from '@slack/types';
import { quoteCommand } from '../../analyzer/model/index.ts';
import { blastRadiusLines, labelOf } from '../../texts/index.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, type Content, confirm, context, section } from './blocks.ts';
import { fitting } from './fitting.ts';
import { changesOf, planInStore } from './remedies.ts';
import type { Round, Story } from './story.ts';
import { nameOf, type Surroundings, slackUserOf } from './surroundings.ts';
import { codeBlock, count, ended, line, sentence, time, timeUtc } from './text.ts';
import { verdictLine } from './verdict.ts';

/** The thread's post about the newest asking for approval: who asks, for what, who may, how it stands. */
export function approvalView(story: Story, round: Round, around: Surroundings): Content {
  return {
    text: approvalFallback(story, round, around),
    blocks: [
      section(askingLine(story, round, around)),
      section(standing(round, around)),
      ...(round.end
        ? actions('approval', revokeButtons(story, round))
        : [section(whoWasAsked(around)), ...actions('approval', decisionButtons(story, round, around))]),
      context(
        round.end
          ? `Plan ${line(round.plan.hash, 13)}${hashesOf(round, around)}`
          : `Expires at ${time(round.expiresAt)} · plan ${line(round.plan.hash, 13)} · ${around.evidence === 'store' ? 'the commands stand in the store' : 'the commands stand above, under the verdict'}`,
      ),
    ],
  };
}

/** The approvals as they stand in the audit trail, which whoever owns it could otherwise make anew. */
function hashesOf(round: Round, around: Surroundings): string {
  if (!around.hashes) return '';
  return round.approvals
    .slice(0, 6)
    .map(({ hash }) => ` · recorded as ${line(hash, 64)}`)
    .join('');
}

/** The direct message to one approver: everything that is needed to decide, and the two buttons. */
export function askView(story: Story, round: Round, around: Surroundings): Content {
  const { state } = story;
  const { host } = state.request;
  return fitting((budget) => ({
    text: approvalFallback(story, round, around),
    blocks: [
      section(askingLine(story, round, around)),
      ...(state.diagnosis ? [section(`Why: ${verdictLine(state.diagnosis)}`)] : []),
      section(standing(round, around)),
      ...actions('approval', round.end ? revokeButtons(story, round) : decisionButtons(story, round, around)),
      ...(around.evidence === 'store'
        ? [section(planInStore(state, round.plan))]
        : [
            section(changesOf(round.plan, budget.commands)),
            section(undoOf(round, budget.commands)),
            section(blastRadius(round)),
          ]),
      context(
        `${line(host, 260)} · ${state.id} · plan ${line(round.plan.hash, 13)} · expires at ${time(round.expiresAt)}`,
      ),
    ],
  }));
}

function askingLine(story: Story, round: Round, around: Surroundings): string {
  const { request } = story.state;
  const interfaceName = story.state.diagnosis?.flow.interface ?? request.interface;
  const label = labelOf(round.remedy, interfaceName, round.plan);
  return `*${line(nameOf(round.by, around), 80)} asks to change ${line(request.host, 260)}:* ${line(label, 100)}.`;
}

function approvalFallback(story: Story, round: Round, around: Surroundings): string {
  const asking = askingLine(story, round, around).replaceAll('*', '');
  const stands = round.end
    ? endSentence(round, around)
    : `${round.approvals.length} of ${round.minimum} approvals, until ${timeUtc(round.expiresAt)}.`;
  return `${asking} ${stands}`;
}

function standing(round: Round, around: Surroundings): string {
  const given = round.approvals.slice(0, 6).map((approval) => {
    const self = approval.self ? ' (own request)' : '';
    const ticket = approval.ticket === undefined ? '' : `, ticket ${line(approval.ticket, 80)}`;
    const glass =
      approval.breakGlass === undefined
        ? ''
        : `, *without waiting for others*: ${line(approval.breakGlass, 200)}`;
    return `${line(nameOf(approval.by, around), 80)}${self} at ${time(approval.at)}${ticket}${glass}`;
  });
  const by = given.length > 0 ? ` — ${given.join(', ')}` : '';
  const so = `Approvals: ${round.approvals.length} of ${round.minimum}${by}.`;
  return round.end ? `${so} ${endSentence(round, around)}` : `${so} Nothing has changed yet.`;
}

function endSentence(round: Round, around: Surroundings): string {
  const { end } = round;
  switch (end?.kind) {
    case 'approved':
      return '✅ Approved.';
    case 'rejected': {
      const by = end.by === undefined ? '' : ` by ${line(nameOf(end.by, around), 80)}`;
      const reason = end.reason === undefined ? '' : `: ${line(end.reason, 300)}`;
      return `✋ ${sentence(`Rejected${by}${reason}`)} Nothing was changed.`;
    }
    case 'expired':
      return '⌛ Expired: nobody approved it in time. Nothing was changed.';
    default:
      return 'Overtaken by a newer request. Nothing was changed by this one.';
  }
}

function whoWasAsked(around: Surroundings): string {
  const named = (reached: boolean) =>
    around.asked
      .filter((each) => each.reached === reached)
      .slice(0, 10)
      .map((each) => line(nameOf(`slack:${each.user}`, around), 80))
      .join(', ');
  const asked = named(true);
  const missed = named(false);
  const lines = [
    asked === ''
      ? 'Nobody could be asked by direct message; an approver can answer here.'
      : `Asked by direct message: ${asked}.`,
    ...(missed === '' ? [] : [`Could not be reached by direct message: ${missed}.`]),
    ...(around.groupsUnread.length === 0
      ? []
      : [
          `The members of ${line(around.groupsUnread.slice(0, 5).join(', '), 200)} could not be read, so nobody can approve by way of it. List people by user ID instead.`,
        ]),
  ];
  return lines.join('\n');
}

function decisionButtons(story: Story, round: Round, around: Surroundings): Button[] {
  const value = writePress({ triage: story.state.id, plan: round.plan.hash });
  const { host } = story.state.request;
  if (around.hostVerified)
    return [
      button({ action: ACTION.sign, text: 'Sign and approve …', style: 'primary', value }),
      rejectButton(story, round, 'Reject'),
    ];
  return [
    button({
      action: ACTION.approve,
      text: around.approvalDialog ? 'Approve …' : 'Approve',
      style: 'primary',
      value,
      ...(around.approvalDialog ? {} : { confirm: confirmApproval(round, host) }),
    }),
    rejectButton(story, round, 'Reject'),
    ...(around.breakGlass
      ? [button({ action: ACTION.breakGlass, text: 'Approve without waiting …', value })]
      : []),
  ];
}

function confirmApproval(round: Round, host: string) {
  return confirm({
    title: `Approve the change of ${host}?`,
    text: `Roundtrip will run ${count(round.plan.steps.length, 'command')} on ${host} with your approval on record, try the ping again, and undo them if it does not work.`,
    yes: 'Approve',
  });
}

/** Until the work on the host begins an approval can be taken back. */
function revokeButtons(story: Story, round: Round): Button[] {
  const { status, change } = story.state;
  const approved = status === 'approved' && change?.plan.hash === round.plan.hash;
  return approved ? [rejectButton(story, round, 'Take the approval back')] : [];
}

function rejectButton(story: Story, round: Round, text: string): Button {
  const { id, request } = story.state;
  return button({
    action: ACTION.reject,
    text,
    style: 'danger',
    value: writePress({ triage: id, plan: round.plan.hash }),
    confirm: confirm({
      title: 'Reject this change?',
      text: `Nothing will be changed on ${request.host}, and ${slackUserOf(round.by) ? 'the asker' : 'whoever asked'} is told.`,
      yes: 'Reject',
      style: 'danger',
    }),
  });
}

function undoOf(round: Round, limit: number): string {
  const commands = round.plan.steps
    .toReversed()
    .map((step) => quoteCommand(step.undo))
    .join('\n');
  const files = round.plan.files.length > 0 ? ' Its files are put back as they were.' : '';
  return `The undo, which the host runs by itself unless the ping is proved to work:\n${codeBlock(commands, limit)}${files === '' ? '' : `\n${files.trim()}`}`;
}

function blastRadius(round: Round): string {
  const { summary, flows, more, ownConnection } = blastRadiusLines(round.plan, 8);
  const report = more === undefined ? [] : [`• ${more}: \`roundtrip audit report\``];
  const own = ownConnection === undefined ? [] : [`• ${line(ownConnection, 200)}`];
  const listed = flows.map((flow) => `• ${line(flow, 300)}`);
  return [listed.length === 0 ? ended(summary) : `${summary}:`, ...listed, ...report, ...own].join('\n');
}
