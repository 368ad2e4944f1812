import { quoteCommand } from '../../analyzer/model/index.ts';
import { labelOf } from '../../texts/index.ts';
import { LIMITS } from '../limits.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, type Content, confirm, context, section } from './blocks.ts';
import { fitting } from './fitting.ts';
import { permanenceBlocks } from './permanence.ts';
import { recheckBlocks, recheckButton, recheckSentence } from './recheck.ts';
import type { Outcome, Round, Story } from './story.ts';
import { nameOf, type Surroundings, slackUserOf, withNames } from './surroundings.ts';
import { code, codeBlock, count, ended, line, sentence, time } from './text.ts';

/** What became of the change, in one or two sentences, without a name. */
export function outcomeSentence(story: Story, outcome: Outcome, around: Surroundings): string {
  const { host, interface: interfaceName } = story.state.request;
  const where = `${line(interfaceName, 40)} of ${line(host, 260)}`;
  const detail = detailOf(outcome, around);
  switch (outcome.kind) {
    case 'rechecked':
      return recheckSentence(outcome, story);
    case 'committed':
      return `✅ *Fixed:* ${where} answers. ${detail}`;
    case 'rolled-back':
      return `↩️ *Rolled back:* ${detail} ${line(host, 260)} is as it was before.`;
    case 'undone':
      return `↩️ *Undone:* the fix for ${where} was taken back. ${detail}`;
    case 'undo-failed':
      return `⚠️ *The undo did not happen:* the fix for ${where} stands. ${detail}`;
    case 'outcome-unknown':
      return `❓ *Not known:* ${detail} The undo on ${line(host, 260)} fires by itself unless the change was confirmed.`;
    case 'apply-refused':
      return `⚠️ *Not applied.* ${detail}`;
    case 'rejected':
      return `✋ *Rejected:* nothing was changed. ${detail}`.trimEnd();
    case 'expired':
      return '⌛ *Expired:* nobody approved it in time, and nothing was changed.';
    case 'awaiting-confirmation':
      return `⏳ *Applied, waiting for a sign that it works:* ${detail}`;
  }
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
  const newest = story.outcomes.at(-1) === outcome;
  const round = story.rounds.at(-1);
  const asker = slackUserOf(story.state.requestedBy);
  const mention = slot === 'result' && asker !== undefined ? `<@${asker}> ` : '';
  const overtaken = newest ? [] : [context('There is later news; it stands below and on the card.')];
  return fitting((budget) => ({
    text: line(outcomeSentence(story, outcome, around).replaceAll('*', ''), LIMITS.fallback),
    blocks: [
      section(`${mention}${outcomeSentence(story, outcome, around)}`),
      ...byWhom(outcome, around).map((text) => section(text)),
      ...(newest ? nextBlocks(story, outcome, around, budget.commands) : []),
      ...(round && isApplied(outcome) && around.evidence !== 'store'
        ? [section(whatWasDone(round, story, budget.commands))]
        : []),
      ...overtaken,
      context(`${story.state.id} · \`roundtrip audit report ${story.state.id}\` tells all of it`),
    ],
  }));
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
  const name = line(nameOf(outcome.by, around), 80);
  if (outcome.kind === 'rechecked') return [`${name} had it looked at again.`];
  return [outcome.kind === 'rejected' ? `Rejected by ${name}.` : `Undone at the wish of ${name}.`];
}

/** What can be done now: the ping's proof, the button, the next step. */
function nextBlocks(story: Story, outcome: Outcome, around: Surroundings, budget: number) {
  const { state } = story;
  const { host } = state.request;
  switch (outcome.kind) {
    case 'awaiting-confirmation': {
      const until =
        outcome.until === undefined ? '' : ` Without a word it is undone at ${time(outcome.until)}.`;
      const settles = state.diagnosis?.settles;
      const run = settles === undefined ? '' : ` Try ${code(settles)}.`;
      const waiting = state.status === 'awaiting-confirmation' && !state.confirmation?.confirmedBy;
      const said = state.confirmation?.confirmedBy;
      return [
        section(
          said ? `${line(nameOf(said, around), 80)} says that it works.` : `Does it work now?${run}${until}`,
        ),
        ...actions(
          'confirm',
          waiting
            ? [
                button({
                  action: ACTION.itWorks,
                  text: 'It works',
                  style: 'primary',
                  value: writePress({ triage: state.id }),
                }),
              ]
            : [],
        ),
      ];
    }
    case 'committed':
      return [
        ...verifiedBlocks(story, outcome, around),
        ...beforeBlocks(story),
        section(
          `The automatic undo is disarmed: the change stays. An approver can take it back here, or with \`roundtrip undo ${state.id}\`.`,
        ),
        ...permanenceBlocks(story, around, budget),
        ...recheckButton(story),
        ...undoButton(story),
      ];
    case 'rechecked':
      return [
        ...recheckBlocks(outcome, story, around),
        ...(outcome.found.standing === 'stands' ? permanenceBlocks(story, around, budget) : []),
        ...recheckButton(story),
        ...undoButton(story),
      ];
    case 'rolled-back':
      return [
        ...verifiedBlocks(story, outcome, around),
        section('What to do: ask again to see what stops it now, or choose the other remedy.'),
      ];
    case 'outcome-unknown':
      return [
        section(`What to do: look on a console of ${line(host, 260)}; ask again once it can be reached.`),
      ];
    case 'apply-refused':
    case 'expired':
    case 'rejected':
      return [
        section(
          "What to do: the buttons under the verdict are back; ask again if the host's state has changed.",
        ),
      ];
    case 'undo-failed':
      return [
        section('What to do: see that the host can be reached, and press Undo again.'),
        ...undoButton(story),
      ];
    case 'undone':
      return [section('What to do: ask again to see where it stands.')];
  }
}

/** The button that takes a committed fix back, with who has asked for it so far where it needs several. */
function undoButton(story: Story) {
  const { id, request, undo, status, change } = story.state;
  const wishes = undo?.wishes.length ?? 0;
  const minimum = change?.minimum ?? 1;
  if (status !== 'committed') return [];
  if (wishes >= minimum) return [section('The undo is under way.')];
  const asked = wishes > 0 ? [section(`Undo: ${wishes} of ${minimum} approvers have asked for it.`)] : [];
  return [
    ...asked,
    ...actions('undo', [
      button({
        action: ACTION.undo,
        text: 'Undo',
        style: 'danger',
        value: writePress({ triage: id }),
        confirm: confirm({
          title: 'Take the fix back?',
          text: `This undoes the change on ${request.host}: ${request.interface} will stop answering as before.`,
          yes: 'Undo it',
          no: 'Keep it',
          style: 'danger',
        }),
      }),
    ]),
  ];
}

/** What was seen before the change, beside the proof of what is seen now. */
function beforeBlocks(story: Story) {
  const before = story.state.diagnosis?.witnesses.capture;
  return before?.says === 'refuses' ? [section(`Before the change: ${line(ended(before.detail), 300)}`)] : [];
}

function verifiedBlocks(story: Story, outcome: Outcome, around: Surroundings) {
  const { verified } = story.state;
  if (!verified || outcome.detail === verified.detail) return [];
  const how = { probe: 'Tried again', capture: 'Seen in real traffic', person: 'Said by a person' }[
    verified.how
  ];
  return [
    section(
      `${verified.ok ? '✓' : '✗'} ${how}: ${line(ended(withNames(verified.detail, around)), LIMITS.sentence)}`,
    ),
  ];
}

function whatWasDone(round: Round, story: Story, limit: number): string {
  const asked = story.state.diagnosis?.flow.interface ?? story.state.request.interface;
  const label = labelOf(round.remedy, asked, round.plan);
  const by = round.approvals.length;
  const commands = round.plan.steps.map((step) => quoteCommand(step.do)).join('\n');
  const files = round.plan.files.length > 0 ? ` and ${count(round.plan.files.length, 'file')}` : '';
  return `What was done — ${line(label, 100)} (${count(round.plan.steps.length, 'command')}${files}, ${count(by, 'approval')}):\n${codeBlock(commands, limit)}`;
}
