import type { Button, KnownBlock } from '@slack/types';
import { type Diagnosis, quoteCommand } from '../../analyzer/model/index.ts';
import { labelOf } from '../../texts/index.ts';
import type { TriageState } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, type Content, context, section } from './blocks.ts';
import { fitting } from './fitting.ts';
import { isOffered, remedyBlocks } from './remedies.ts';
import { explanationBlocks } from './stages.ts';
import type { Story } from './story.ts';
import type { Surroundings } from './surroundings.ts';
import { code, codeBlock, escapeText, line, plain, sentence } from './text.ts';

/** How sure the verdict is, as the reader meets it. */
export function certaintyWord(diagnosis: Diagnosis): string {
  if (diagnosis.cause === 'inconclusive' || diagnosis.certainty === 'open') return 'Not clear yet';
  return diagnosis.certainty === 'proven' ? 'Proven' : 'Likely';
}

/** The headline, no longer than promised to whoever reads it first. */
export function headlineOf(diagnosis: Diagnosis): string {
  return line(plain(diagnosis.headline, LIMITS.headline), LIMITS.sectionText);
}

/** The verdict in one line: how sure, and what. */
export function verdictLine(diagnosis: Diagnosis): string {
  return `*${certaintyWord(diagnosis)}:* ${headlineOf(diagnosis)}`;
}

/** What the reader should do now, in one or two sentences. */
export function whatToDo(state: TriageState, around: Surroundings): string {
  const { diagnosis } = state;
  if (!diagnosis) return '';
  const settles = diagnosis.settles === undefined ? '' : `Run ${code(diagnosis.settles)}`;
  if (diagnosis.cause === 'healthy') {
    return settles === ''
      ? 'Nothing to mend on this host.'
      : `Nothing to mend on this host. ${settles} to see it answered.`;
  }
  if (certaintyWord(diagnosis) === 'Not clear yet') {
    return settles === ''
      ? 'Ask again while someone pings it, or name a host to probe from.'
      : `${settles} and ask again.`;
  }
  const { remedies } = diagnosis;
  const best = remedies.find((remedy) => isOffered(remedy, around));
  const proof =
    diagnosis.certainty === 'likely' && settles !== '' ? ` ${settles} while you ask again to prove it.` : '';
  if (best) {
    const label = labelOf(best.id, diagnosis.flow.interface, best.plan);
    const praise = best.recommended ? 'Recommended' : 'Possible';
    return `What to do — ${praise.toLowerCase()}: *${line(label, 100)}*. Nothing changes before an approver agrees.${proof}`;
  }
  if (remedies.some((remedy) => remedy.asks))
    return `What to do: name the gateway, so that the fix can be worked out.${proof}`;
  if (around.changes === 'observe-only' && remedies.some((remedy) => remedy.plan)) {
    return `What to do: this host is only observed, so run the commands of a remedy by hand.${proof}`;
  }
  if (around.changes === 'frozen' && remedies.some((remedy) => remedy.plan)) {
    return `Changes are frozen at the moment: ask an approver.${proof}`;
  }
  return `Roundtrip has no safe change to offer for this; the explanation says where to look.${proof}`;
}

/** The verdict's post in the thread: what it is, what to do, the remedies, and folded below them everything else. */
export function verdictView(story: Story, around: Surroundings): Content | undefined {
  const { state } = story;
  const { diagnosis } = state;
  if (!diagnosis) return undefined;
  const text = `${certaintyWord(diagnosis)}: ${headlineOf(diagnosis)}`;
  return fitting((budget) => ({
    text,
    blocks: [
      section(`${verdictLine(diagnosis)}\n${whereItStands(state, around)}`),
      ...(diagnosis.explanation.trim() === '' ? [] : [section(line(sentence(diagnosis.explanation), 1_000))]),
      ...remedyBlocks(state, around, budget.commands),
      ...adviceBlocks(diagnosis, budget.commands),
      ...(around.evidence === 'store' ? [storedBlock(state)] : explanationBlocks(diagnosis, budget.evidence)),
      ...remarkBlocks(diagnosis),
      ...leftOutBlocks(state),
      ...actions('more', moreButtons(story, around)),
    ],
  }));
}

/** Where the evidence is, where it is not told here. */
function storedBlock({ id }: TriageState): KnownBlock {
  return context(`What was seen stays in the store: \`roundtrip audit report ${id}\`.`);
}

/** What to do while there is something to choose; afterwards, where the news stand. */
function whereItStands(state: TriageState, around: Surroundings): string {
  switch (state.status) {
    case 'collecting':
      return 'Looking again …';
    case 'diagnosed':
      return whatToDo(state, around);
    case 'awaiting-approval':
      return 'A remedy was chosen; the request for approval stands below. Nothing has changed yet.';
    case 'approved':
    case 'applying':
    case 'awaiting-confirmation':
      return 'A remedy is approved and under way; the card says how far it is.';
    default:
      return 'This was found before the change; what became of it stands below.';
  }
}

/** What a person can look at or do by hand, and the document that explains the behaviour. */
function adviceBlocks({ advice, remedies }: Diagnosis, limit: number): KnownBlock[] {
  if (!advice) return [];
  const title = remedies.some(({ plan }) => plan) ? 'To look at it yourself' : 'For your own hands';
  const commands = advice.commands.slice(0, 12).map((command) => quoteCommand(command));
  const listed =
    commands.length === 0 ? [] : [section(`${title}:\n${codeBlock(commands.join('\n'), limit)}`)];
  return [...listed, context(`Why Linux does this: ${escapeText(advice.link)}`)];
}

function remarkBlocks(diagnosis: Diagnosis): KnownBlock[] {
  const remarks = diagnosis.remarks
    .filter((remark) => remark.trim() !== '')
    .slice(0, 4)
    .map((remark) => line(sentence(remark), 300));
  return [context(causeLine(diagnosis), ...remarks)];
}

/** Where secrets stood in what was heard: that they are not kept anywhere. */
export function leftOutBlocks({ leftOut = [] }: TriageState): KnownBlock[] {
  if (leftOut.length === 0) return [];
  return [context(`Left out of what is recorded, as it looks secret: ${line(leftOut.join(', '), 200)}.`)];
}

/** The public codes, for whoever searches the channel or a runbook for them. */
function causeLine({ cause, stage }: Diagnosis): string {
  return `Cause \`${cause}\`${stage === null ? '' : ` at ${stage}`}`;
}

function moreButtons(story: Story, around: Surroundings): Button[] {
  const { state } = story;
  const settled = state.status === 'diagnosed' && state.diagnosis?.certainty !== 'proven';
  return [
    ...(settled ? probeButtons(state, around) : []),
    ...(story.heard
      ? [button({ action: ACTION.fullOutput, text: 'Full output', value: writePress({ triage: state.id }) })]
      : []),
  ];
}

/** "Probe from HOST", for the best two hosts that could send a ping. */
export function probeButtons(state: TriageState, around: Surroundings): Button[] {
  return around.probeHosts.slice(0, 2).map((host, index) =>
    button({
      action: `${ACTION.probeFrom}:${index + 1}`,
      text: `Probe from ${host}`,
      value: writePress({ triage: state.id, host }),
    }),
  );
}
