import type { Button, KnownBlock } from '@slack/types';
import { type Diagnosis, quoteCommand, type Remedy } from '../../analyzer/model/index.ts';
import { slackTextsIn, tell } from '../../texts/index.ts';
import type { Lock, TriageState } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, type Content, container, context, picture, section } from './blocks.ts';
import { fitting } from './fitting.ts';
import { unfoldedGateway, whyGatewayRefused } from './gateways.ts';
import { isFix, isOffered, remedyButtons, remedyFolds } from './remedies.ts';
import { evidenceFolds, pathFold } from './stages.ts';
import type { Story } from './story.ts';
import { nameOf, type Surroundings } from './surroundings.ts';
import { code, codeBlock, ended, line, link, plain, sentence } from './text.ts';

type Speech = Pick<Surroundings, 'language'>;

function isOpen({ cause, certainty }: Diagnosis): boolean {
  return cause === 'inconclusive' || certainty === 'open';
}

/** How sure the verdict is, as the reader meets it. */
function certaintyWord(diagnosis: Diagnosis, { language }: Speech): string {
  const { certainty } = slackTextsIn(language);
  return isOpen(diagnosis) ? certainty.open : certainty[diagnosis.certainty];
}

/** 🔴 it is broken, 🟡 it may be, or that is not clear, 🟢 it works. */
export function statusIcon(diagnosis: Diagnosis): string {
  if (isOpen(diagnosis)) return '🟡';
  if (diagnosis.cause === 'healthy') return '🟢';
  return diagnosis.certainty === 'proven' ? '🔴' : '🟡';
}

/** The headline, no longer than promised to whoever reads it first. */
export function headlineOf(diagnosis: Diagnosis): string {
  return line(plain(diagnosis.headline, LIMITS.headline), LIMITS.sectionText);
}

/** The verdict in one line: how sure, and what. */
export function verdictLine(diagnosis: Diagnosis, around: Speech): string {
  return `${statusIcon(diagnosis)} *${certaintyWord(diagnosis, around)}:* ${headlineOf(diagnosis)}`;
}

/** The verdict for a notification: no icon, no markup. */
export function verdictText(diagnosis: Diagnosis, around: Speech): string {
  return `${certaintyWord(diagnosis, around)}: ${headlineOf(diagnosis)}`;
}

/**
 * The verdict's post in the thread. Unfolded: why, in one sentence; the fix, what it costs, its button. Folded: the packet's
 * path, each fix's commands and side effects, the outputs. The headline stands on the card.
 */
export function verdictView(story: Story, around: Surroundings): Content | undefined {
  const { state } = story;
  const { diagnosis } = state;
  if (!diagnosis) return undefined;
  const say = slackTextsIn(around.language).verdict;
  const isStored = around.evidence === 'store';
  return fitting(
    (budget) => ({
      text: verdictText(diagnosis, around),
      blocks: [
        section([whyLine(diagnosis, around), ...nextLines(state, around)].join('\n')),
        ...actions('remedies', state.status === 'diagnosed' ? remedyButtons(state, diagnosis, around) : []),
        ...picture(around.pictures?.now),
        ...(isStored
          ? [context(say.stored({ command: reportOf(state) }))]
          : [pathFold(diagnosis, around), ...remedyFolds(state, around, budget.commands)].flat()),
        ...(isStored ? [] : yourselfFold(diagnosis, around, budget.commands)),
        ...(isStored || budget.evidence === 0 ? [] : evidenceFolds(diagnosis, around, budget.evidence)),
        context(footLine(diagnosis, around), ...judgedLines(state, around)),
        ...leftOutBlocks(state, around),
        ...actions('more', moreButtons(story, around)),
      ],
    }),
    say.tooLong,
  );
}

/** Why, in one sentence: what stops the packet; of an open verdict, why it is open. */
function whyLine(diagnosis: Diagnosis, around: Surroundings): string {
  const stop = diagnosis.stages.find(({ status }) => status === 'stopped' || status === 'would-stop');
  const why = isOpen(diagnosis) || !stop ? diagnosis.explanation : stop.because;
  const because = line(sentence(why), WHY_LIMIT);
  return `${statusIcon(diagnosis)} *${certaintyWord(diagnosis, around)}.* ${because}`.trimEnd();
}

/** What is said unfolded is read at once: about 25 words. */
const WHY_LIMIT = 115;

function reportOf({ id }: Pick<TriageState, 'id'>): string {
  return code(`roundtrip audit report ${id}`);
}

/** What to do while there is something to choose; afterwards, where the news is. */
function nextLines(state: TriageState, around: Surroundings): string[] {
  const say = slackTextsIn(around.language);
  switch (state.status) {
    case 'collecting':
      return [say.card.lookingAgain];
    case 'diagnosed':
      return [...(state.supersededBy ? [say.card.superseded] : []), ...whatToDo(state, around)];
    default:
      // The same from the choice to the end: who waits for the change is not kept waiting by an edit of what they have read.
      return state.change ? [say.verdict.chosen] : [];
  }
}

/** The fix and what it costs; where none can be offered, what the reader can do instead. */
function whatToDo(state: TriageState, around: Surroundings): string[] {
  const { diagnosis } = state;
  if (!diagnosis) return [];
  const say = slackTextsIn(around.language).verdict;
  const run = diagnosis.settles === undefined ? undefined : code(diagnosis.settles);
  if (diagnosis.cause === 'healthy')
    return run === undefined ? [say.healthy] : [say.healthy, say.noAnswerNeeded({ run })];
  if (isOpen(diagnosis)) return [run === undefined ? say.askAgain : say.settles({ run })];
  // Where a host can send a probe, its button is the proof.
  const isUnproven = diagnosis.certainty === 'likely' && around.probeHosts.length === 0;
  const proof = isUnproven && run !== undefined ? [say.proves({ run })] : [];
  const refused = whyGatewayRefused(state);
  const because =
    refused === undefined ? [] : [say.gatewayRefused({ because: line(sentence(refused), 200) })];
  return [...because, ...fixLines(diagnosis, around), ...proof];
}

function fixLines(diagnosis: Diagnosis, around: Surroundings): string[] {
  const { remedies, flow } = diagnosis;
  const say = slackTextsIn(around.language).verdict;
  const best = remedies.find((remedy) => isOffered(remedy, around));
  if (best)
    return [
      say.fix({ recommended: best.recommended, costs: costsOf(best) }),
      ...unfoldedGateway(best, around),
    ];
  const planned = remedies.some(isFix);
  if (around.changes === 'shadow' && planned) return [say.shadow];
  if (around.lock && planned) return [say.locked({ why: lockLine(around.lock, around) })];
  if (remedies.some(({ asks }) => asks)) return [say.nameGateway({ device: line(flow.interface, 40) })];
  if (around.changes === 'host-left' && planned) return [say.hostLeft];
  if (around.changes === 'observe-only' && planned) return [say.observeOnly];
  if (around.changes === 'frozen' && planned) return [say.frozen];
  if (around.unapprovable && planned) return [unapprovableLine(around.unapprovable, around)];
  return [say.noFix];
}

/** That nobody could ever give the approvals that are needed, and who could give some. */
function unapprovableLine(
  { minimum, people, unread }: NonNullable<Surroundings['unapprovable']>,
  around: Surroundings,
): string {
  return slackTextsIn(around.language).verdict.unapprovable({
    minimum,
    people: people.slice(0, 5).map((actor) => line(nameOf(actor, around), 80)),
    unread: unread.slice(0, 3).map((group) => code(group, 40)),
  });
}

/** What changes that are locked wait for, with the figures. */
function lockLine(lock: Lock, { language }: Speech): string {
  return line(tell({ key: 'refusal.locked', ...lock }, language), LIMITS.sentence);
}

/** What the fix costs, in a line. */
function costsOf(remedy: Remedy): string[] {
  const [first, ...others] = remedy.risks.map((risk) => line(sentence(risk), COST_LIMIT));
  const short = others.filter((risk) => (first?.length ?? 0) + risk.length <= COST_LIMIT);
  return first === undefined ? [] : [first, ...short.slice(0, 1)];
}

const COST_LIMIT = 125;

/** What a person can look at by hand. */
function yourselfFold({ advice }: Diagnosis, around: Surroundings, limit: number): KnownBlock[] {
  if (!advice || advice.commands.length === 0) return [];
  const commands = advice.commands.slice(0, 12).map((command) => quoteCommand(command));
  return container(slackTextsIn(around.language).verdict.yourself, [
    section(codeBlock(commands.join('\n'), limit)),
  ]);
}

/** The public code, for whoever searches the channel or a runbook for them, and the document that explains the behaviour. */
export function footLine({ cause, advice }: Diagnosis, around: Surroundings): string {
  const say = slackTextsIn(around.language).verdict;
  const codes = `\`${cause}\``;
  const why = advice === undefined ? undefined : link(advice.link, say.why);
  return why === undefined ? codes : `${codes} · ${why}`;
}

/** Who said whether it was right. */
function judgedLines({ judgements = [] }: TriageState, around: Surroundings): string[] {
  const say = slackTextsIn(around.language).verdict;
  return judgements.slice(-4).map(({ by, right, cause, words }) => {
    const who = line(nameOf(by, around), 80);
    if (right) return say.judgedRight({ who });
    return say.judgedWrong({
      who,
      ...(cause === undefined ? {} : { cause: code(cause, 80) }),
      ...(words === undefined ? {} : { words: line(ended(words), 200) }),
    });
  });
}

/** Where secrets stood in what was collected: that they are not kept anywhere. */
export function leftOutBlocks({ leftOut = [] }: TriageState, around: Speech): KnownBlock[] {
  if (leftOut.length === 0) return [];
  const kinds = line(leftOut.join(', '), 200);
  return [context(slackTextsIn(around.language).verdict.leftOut({ kinds }))];
}

function moreButtons(story: Story, around: Surroundings): Button[] {
  const { state } = story;
  const settled = state.status === 'diagnosed' && state.diagnosis?.certainty !== 'proven';
  const isFixable = state.diagnosis?.remedies.some((remedy) => isOffered(remedy, around)) ?? false;
  const value = writePress({ triage: state.id });
  const say = slackTextsIn(around.language).buttons;
  return [
    ...(settled ? probeButtons(state, around).slice(0, isFixable ? 1 : 2) : []),
    ...(story.heard ? [button({ action: ACTION.fullOutput, text: say.fullOutput, value })] : []),
    ...(state.status === 'diagnosed'
      ? [state.failure ? tryAgainButton(state, around) : lookAgainButton(state, around)]
      : []),
    ...(state.diagnosisFinal && state.diagnosis?.cause !== 'inconclusive'
      ? [
          button({ action: ACTION.judgeRight, text: say.right, value }),
          button({ action: ACTION.judgeWrong, text: say.wrong, value }),
        ]
      : []),
  ];
}

/** "Look again", where nothing is under way. */
export function lookAgainButton({ id }: Pick<TriageState, 'id'>, { language }: Speech): Button {
  const text = slackTextsIn(language).buttons.lookAgain;
  return button({ action: ACTION.lookAgain, text, value: writePress({ triage: id }) });
}

/** "Try again": the same, after a failure. */
export function tryAgainButton({ id }: Pick<TriageState, 'id'>, { language }: Speech): Button {
  const text = slackTextsIn(language).buttons.tryAgain;
  return button({ action: ACTION.lookAgain, text, value: writePress({ triage: id }) });
}

/** "Probe from HOST", for the best two hosts that could send a ping. */
export function probeButtons(state: TriageState, around: Surroundings): Button[] {
  const say = slackTextsIn(around.language).buttons;
  return around.probeHosts.slice(0, 2).map((host, index) =>
    button({
      action: `${ACTION.probeFrom}:${index + 1}`,
      text: say.probeFrom({ host }),
      value: writePress({ triage: state.id, host }),
    }),
  );
}
