import type { Button } from '@slack/types';
import { labelOf, slackTextsIn } from '../../texts/index.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, type Content, confirm, container, context, picture, section } from './blocks.ts';
import { fitting } from './fitting.ts';
import { gatewayLines, thingToCheck } from './gateways.ts';
import { planSections } from './remedies.ts';
import type { Round, Story } from './story.ts';
import { nameOf, type Surroundings } from './surroundings.ts';
import { line, messageLink, sentence, time, timeUtc } from './text.ts';
import { verdictLine } from './verdict.ts';

/** The thread's post about the newest request for approval: who asks, for what, who may, how it stands; the plan folded. */
export function approvalView(story: Story, round: Round, around: Surroundings): Content {
  const say = slackTextsIn(around.language);
  return fitting(
    (budget) => ({
      text: approvalFallback(story, round, around),
      blocks: [
        section(askingLine(story, round, around)),
        ...(round.expiryNear && !round.end ? [section(nearLine(round, around, time))] : []),
        ...reasonOfAgent(story, around),
        section(standing(round, around)),
        ...(round.end
          ? actions('approval', revokeButtons(story, round, around))
          : [
              section(whoWasAsked(around)),
              ...actions('approval', decisionButtons(story, round, around)),
              ...picture(around.pictures?.after),
              ...(around.evidence === 'store'
                ? []
                : container(say.approval.details, [
                    ...riskSections(story, round, around),
                    ...planSections(story.state, round.plan, around, budget.commands),
                  ])),
            ]),
        context(footLine(round, around)),
      ],
    }),
    say.verdict.tooLong,
  );
}

function footLine(round: Round, around: Surroundings): string {
  const say = slackTextsIn(around.language).approval;
  const plan = say.plan({ hash: line(round.plan.hash, 13) });
  if (round.end) return `${plan}${hashesOf(round, around)}`;
  const place = around.evidence === 'store' ? ` · ${say.inStore}` : '';
  return `${say.expiresAt({ at: time(round.expiresAt) })} · ${plan}${place}`;
}

/** The way from an approver's direct message to everything that was said. */
function threadLine(around: Surroundings) {
  const link = messageLink(around.thread, slackTextsIn(around.language).approval.openThread);
  return link === undefined ? [] : [section(link)];
}

/** The approvals as they stand in the audit trail, which whoever owns it could otherwise make anew. */
function hashesOf(round: Round, around: Surroundings): string {
  if (!around.hashes) return '';
  const say = slackTextsIn(around.language).approval;
  return round.approvals
    .slice(0, 6)
    .map(({ hash }) => say.recordedAs({ hash: line(hash, 64) }))
    .join('');
}

/** The direct message to one approver that what they were asked for expires soon; it ends as what became of it. */
export function expiryView(story: Story, round: Round, around: Surroundings): Content {
  const near = round.end ? endSentence(round, around) : nearLine(round, around, time);
  return {
    text: round.end ? near : nearLine(round, around, timeUtc),
    blocks: [section(`${near}\n${askingLine(story, round, around)}`), ...threadLine(around)],
  };
}

function nearLine({ approvals, minimum, expiresAt }: Round, around: Surroundings, at: typeof time): string {
  const say = slackTextsIn(around.language).approval;
  return say.expiresSoon({ given: approvals.length, minimum, at: at(expiresAt) });
}

/** The direct message to one approver: all that the asker sees, and the two buttons. It ends as what became of it. */
export function askView(story: Story, round: Round, around: Surroundings): Content {
  const { state } = story;
  const say = slackTextsIn(around.language);
  return fitting(
    (budget) => ({
      text: approvalFallback(story, round, around),
      blocks: [
        section(askingLine(story, round, around)),
        ...reasonOfAgent(story, around),
        ...(state.diagnosis
          ? [section(say.approval.why({ verdict: verdictLine(state.diagnosis, around) }))]
          : []),
        ...threadLine(around),
        section(standing(round, around)),
        ...actions(
          'approval',
          round.end ? revokeButtons(story, round, around) : decisionButtons(story, round, around),
        ),
        ...picture(around.pictures?.now),
        ...picture(around.pictures?.after),
        ...(around.evidence === 'store' ? [] : riskSections(story, round, around)),
        ...planSections(state, round.plan, { ...around, changes: 'allowed' }, budget.commands),
        context(`${line(state.request.host, 260)} · ${state.id} · ${footLine(round, around)}`),
      ],
    }),
    say.verdict.tooLong,
  );
}

/** What the remedy risks and which gateway it rests on: what an approver weighs. */
function riskSections({ state }: Story, round: Round, around: Surroundings) {
  const remedy = state.diagnosis?.remedies.find(({ id }) => id === round.remedy);
  if (!remedy) return [];
  const say = slackTextsIn(around.language).remedies;
  const risks = remedy.risks.slice(0, 4).map((risk) => `• ${line(sentence(risk), 250)}`);
  const lines = [...(risks.length === 0 ? [] : [say.risks, ...risks]), ...gatewayLines(remedy, around)];
  return lines.length === 0 ? [] : [section(lines.join('\n'))];
}

function askingLine(story: Story, round: Round, around: Surroundings): string {
  const { request, diagnosis } = story.state;
  const device = diagnosis?.flow.interface ?? request.interface;
  return slackTextsIn(around.language).approval.asks({
    who: line(nameOf(round.by, around), 80),
    host: line(request.host, 260),
    label: line(labelOf(round.remedy, device, round.plan, around.language), 100),
  });
}

/** A program's own words: quoted, so that nobody takes them for what was found. */
function reasonOfAgent({ state }: Story, around: Surroundings) {
  const { reason } = state.request;
  if (reason === undefined) return [];
  return [section(slackTextsIn(around.language).approval.agentReason({ reason: line(reason, 250) }))];
}

function approvalFallback(story: Story, round: Round, around: Surroundings): string {
  const say = slackTextsIn(around.language).approval;
  const asking = askingLine(story, round, around).replaceAll('*', '');
  const until = timeUtc(round.expiresAt);
  const stands = round.end
    ? endSentence(round, around)
    : say.standingShort({ given: round.approvals.length, minimum: round.minimum, until });
  return `${asking} ${stands}`;
}

function standing(round: Round, around: Surroundings): string {
  const say = slackTextsIn(around.language).approval;
  const by = round.approvals.slice(0, 6).map(({ by: actor, self, at, ticket, breakGlass }) =>
    say.given({
      ...{ who: line(nameOf(actor, around), 80), self, at: time(at) },
      ...(ticket === undefined ? {} : { ticket: line(ticket, 80) }),
      ...(breakGlass === undefined ? {} : { withoutWaiting: line(breakGlass, 200) }),
    }),
  );
  const so = say.standing({ given: round.approvals.length, minimum: round.minimum, by });
  return `${so} ${round.end ? endSentence(round, around) : say.nothingYet}`;
}

function endSentence({ end }: Round, around: Surroundings): string {
  const say = slackTextsIn(around.language).approval;
  switch (end?.kind) {
    case 'approved':
      return say.approved;
    case 'rejected':
      return say.rejected({
        ...(end.by === undefined ? {} : { by: line(nameOf(end.by, around), 80) }),
        ...(end.reason === undefined ? {} : { reason: line(sentence(end.reason), 300) }),
      });
    case 'expired':
      return say.expired;
    default:
      return say.overtaken;
  }
}

function whoWasAsked(around: Surroundings): string {
  const say = slackTextsIn(around.language).approval;
  const named = (reached: boolean) =>
    around.asked
      .filter((each) => each.reached === reached)
      .slice(0, 10)
      .map((each) => line(nameOf(`slack:${each.user}`, around), 80))
      .join(', ');
  const names = named(true);
  const missed = named(false);
  const groups = line(around.groupsUnread.slice(0, 5).join(', '), 200);
  return [
    names === '' ? say.askedNobody : say.askedDirectly({ names }),
    ...(missed === '' ? [] : [say.notReached({ names: missed })]),
    ...(groups === '' ? [] : [say.groupsUnread({ groups })]),
  ].join('\n');
}

function decisionButtons(story: Story, round: Round, around: Surroundings): Button[] {
  const value = writePress({ triage: story.state.id, plan: round.plan.hash });
  const { host } = story.state.request;
  const say = slackTextsIn(around.language);
  const reject = button({ action: ACTION.rejectWith, text: say.approval.reject, style: 'danger', value });
  if (around.hostVerified)
    return [button({ action: ACTION.sign, text: say.approval.sign, style: 'primary', value }), reject];
  return [
    button({
      action: ACTION.approve,
      text: around.approvalDialog ? say.approval.approveMore : say.approval.approve,
      style: 'primary',
      value,
      ...(around.approvalDialog ? {} : { confirm: confirmApproval(story, round, host, around) }),
    }),
    reject,
    ...(around.breakGlass
      ? [button({ action: ACTION.breakGlass, text: say.approval.breakGlass, value })]
      : []),
  ];
}

/** The one thing to check comes first. */
function confirmApproval({ state }: Story, round: Round, host: string, around: Surroundings) {
  const say = slackTextsIn(around.language);
  const remedy = state.diagnosis?.remedies.find(({ id }) => id === round.remedy);
  const check = thingToCheck(remedy, say.remedies);
  return confirm({
    title: say.approval.confirmTitle({ host }),
    text: `${check}${say.approval.confirm({ commands: round.plan.steps.length, host })}`,
    yes: say.approval.approve,
    no: say.buttons.notNow,
  });
}

/** Until the work on the host begins an approval can be taken back. */
function revokeButtons(story: Story, round: Round, around: Surroundings): Button[] {
  const { status, change } = story.state;
  const approved = status === 'approved' && change?.plan.hash === round.plan.hash;
  if (!approved) return [];
  return [revokeButton(story, round, around)];
}

function revokeButton(story: Story, round: Round, around: Surroundings): Button {
  const { id, request } = story.state;
  const say = slackTextsIn(around.language);
  return button({
    action: ACTION.reject,
    text: say.approval.revoke,
    style: 'danger',
    value: writePress({ triage: id, plan: round.plan.hash }),
    confirm: confirm({
      title: say.approval.revokeTitle,
      text: say.approval.rejectText({ host: request.host }),
      yes: say.approval.revokeYes,
      no: say.buttons.notNow,
      style: 'danger',
    }),
  });
}
