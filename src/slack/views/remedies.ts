import type { Button, KnownBlock } from '@slack/types';
import {
  type Diagnosis,
  type Plan,
  quoteCommand,
  type Remedy,
  selfUndoing,
} from '../../analyzer/model/index.ts';
import { blastRadiusLines, labelOf, slackTextsIn } from '../../texts/index.ts';
import type { TriageState } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { ACTION, writePress } from '../press.ts';
import { button, confirm, container, section } from './blocks.ts';
import { anotherGatewayButtons, gatewayLines, thingToCheck } from './gateways.ts';
import { diffText } from './permanence.ts';
import type { Surroundings } from './surroundings.ts';
import { code, codeBlock, ended, line, sentence } from './text.ts';

/** Whether a remedy has a plan, and nothing foretells that it would not help. */
export function isFix({ plan, outcome, refused, asks }: Remedy): boolean {
  return plan !== undefined && outcome !== 'does-not-repair' && refused === undefined && asks === undefined;
}

/** Whether a remedy gets a button. */
export function isOffered(remedy: Remedy, around: Pick<Surroundings, 'changes' | 'unapprovable'>): boolean {
  return around.changes === 'allowed' && around.unapprovable === undefined && isFix(remedy);
}

/** Each remedy, folded: what it does, its risks, its commands, its undo, what else it changes. */
export function remedyFolds(state: TriageState, around: Surroundings, limit: number): KnownBlock[] {
  const { diagnosis } = state;
  if (!diagnosis) return [];
  const say = slackTextsIn(around.language).verdict;
  const detailsOf = (remedy: Remedy) => [
    section(describeRemedy(remedy, diagnosis.flow.interface, around)),
    ...(remedy.plan ? planSections(state, remedy.plan, around, limit) : []),
  ];
  const [best, ...others] = diagnosis.remedies.toSorted(
    (one, other) => Number(other.recommended) - Number(one.recommended),
  );
  return [
    ...container(say.fixDetails, best ? detailsOf(best) : []),
    ...container(say.alternatives, others.flatMap(detailsOf)),
  ];
}

/** A plan, exactly: commands and files, the automatic undo, side effects. */
export function planSections(
  state: Pick<TriageState, 'id'>,
  plan: Plan,
  around: Pick<Surroundings, 'language' | 'evidence' | 'changes'>,
  limit: number,
) {
  if (around.evidence === 'store') return [section(planInStore(state, plan, around))];
  if (around.changes === 'observe-only')
    return [section(byHand(plan, around, limit)), section(radiusLines(plan, around))];
  return [
    section(changesOf(plan, around, limit)),
    ...(plan.steps.length === 0 ? [] : [section(undoOf(plan, around, limit))]),
    section(radiusLines(plan, around)),
  ];
}

type Speech = Pick<Surroundings, 'language'>;

/** How much a plan changes, where the evidence stays in the store, and where it is read. */
function planInStore({ id }: Pick<TriageState, 'id'>, { steps, files }: Plan, { language }: Speech): string {
  return slackTextsIn(language).remedies.inStore({
    commands: steps.length,
    files: files.length,
    report: code(`roundtrip audit report ${id}`),
  });
}

/** What a remedy is called, in bold. */
export function remedyTitle(remedy: Remedy, device: string, { language }: Speech): string {
  const label = line(labelOf(remedy.id, device, remedy.plan, language), 100);
  return slackTextsIn(language).verdict.detailOf({ label, recommended: remedy.recommended });
}

function describeRemedy(remedy: Remedy, device: string, around: Surroundings): string {
  const say = slackTextsIn(around.language).remedies;
  const risks = remedy.risks.slice(0, 3).map((risk) => `• ${line(sentence(risk), 250)}`);
  const leftOut = remedy.leftOut?.slice(0, 10) ?? [];
  return [
    remedyTitle(remedy, device, around),
    outcomeLine(remedy, around),
    ...(risks.length === 0 ? [] : [say.risks, ...risks]),
    ...gatewayLines(remedy, around),
    ...leftOut.map(({ because }) => say.leftOut({ because: line(sentence(because), LIMITS.sentence) })),
    ...whyNotOffered(remedy, around),
  ].join('\n');
}

function outcomeLine(remedy: Remedy, { language }: Speech): string {
  const say = slackTextsIn(language).remedies;
  const because = line(sentence(remedy.because), LIMITS.sentence);
  if (remedy.outcome === 'repairs') return say.repairs({ because });
  if (remedy.outcome === 'does-not-repair') return say.doesNotRepair({ because });
  return say.depends({ because, ...(remedy.on === undefined ? {} : { on: line(remedy.on, 250) }) });
}

function whyNotOffered(remedy: Remedy, around: Surroundings): string[] {
  const say = slackTextsIn(around.language).remedies;
  if (remedy.refused !== undefined)
    return [say.notOffered({ because: line(ended(remedy.refused), LIMITS.sentence) })];
  if (remedy.outcome === 'does-not-repair') return [];
  if (remedy.asks) {
    const candidates = remedy.asks.candidates.slice(0, 5).map((candidate) => code(candidate, 60));
    return [say.first({ question: line(sentence(remedy.asks.question), LIMITS.sentence), candidates })];
  }
  if (around.changes === 'host-left') return [say.hostLeft];
  if (around.changes === 'observe-only') return [say.observeOnly];
  if (around.changes === 'frozen') return [say.frozen];
  if (around.changes === 'shadow') return [say.shadow];
  if (around.changes === 'locked') return [say.locked];
  if (around.unapprovable) return [say.unapprovable];
  return remedy.plan ? [] : [say.noPlan];
}

/** The blast radius: how many flows change, and which. */
function radiusLines(plan: Plan, { language }: Speech): string {
  const say = slackTextsIn(language).approval;
  const { summary, flows, more, ownConnection } = blastRadiusLines(plan, 8, language);
  const listed = flows.map((flow) => `• ${line(flow, 300)}`);
  const rest = more === undefined ? [] : [`• ${say.moreFlows({ more })}`];
  const own = ownConnection === undefined ? [] : [`• ${line(ownConnection, 200)}`];
  return [say.radius({ summary: ended(summary) }), ...listed, ...rest, ...own].join('\n');
}

/** What somebody types on a host that Roundtrip does not change. */
function byHand(plan: Plan, { language }: Speech, limit: number): string {
  return `${slackTextsIn(language).remedies.byHand}\n${codeBlock(selfUndoing(plan).join('\n'), limit)}`;
}

/** What a plan changes: its commands and files, exactly; with how many were left out where it is very long. */
function changesOf(plan: Plan, { language }: Speech, limit: number): string {
  const say = slackTextsIn(language).remedies;
  const commands = plan.steps.map((step) => quoteCommand(step.do));
  const diffs = plan.files
    .slice(0, MOST_FILES)
    .map(({ path, after }) => diffText({ path, lines: after.trimEnd().split('\n') }));
  if (commands.length === 0 && diffs.length === 0) return say.runsNothing;
  const more = Math.max(0, plan.files.length - MOST_FILES);
  const lasts = plan.files.length === 0 ? `\n${say.untilReboot}` : '';
  return `${say.runs({ files: diffs.length, more })}\n${codeBlock([...commands, ...diffs].join('\n'), limit)}${lasts}`;
}

/** Files that are shown; more are counted. */
const MOST_FILES = 6;

/** What the host runs by itself unless the change proves to work. */
function undoOf(plan: Plan, { language }: Speech, limit: number): string {
  const say = slackTextsIn(language).remedies;
  const commands = plan.steps
    .toReversed()
    .map((step) => quoteCommand(step.undo))
    .join('\n');
  const files = plan.files.length > 0 ? `\n${say.undoFiles}` : '';
  return `${say.undo}\n${codeBlock(commands, limit)}${files}`;
}

/** The buttons of all remedies, the recommended one first; where a gateway is needed, the button that names it. */
export function remedyButtons(state: TriageState, diagnosis: Diagnosis, around: Surroundings): Button[] {
  const best = diagnosis.remedies.find((one) => isOffered(one, around));
  return [
    ...diagnosis.remedies.flatMap((remedy, index) => buttonsOf(remedy, index, state, diagnosis, around)),
    ...(best ? includeOthersButtons(state, diagnosis, around) : []),
    ...anotherGatewayButtons(state, diagnosis, around),
  ];
}

/** Several of a kind stand in one row: the number behind the action tells them apart. */
function buttonsOf(
  remedy: Remedy,
  index: number,
  state: TriageState,
  diagnosis: Diagnosis,
  around: Surroundings,
): Button[] {
  const { interface: device } = diagnosis.flow;
  const say = slackTextsIn(around.language).remedies;
  const mayAsk = remedy.refused === undefined && remedy.outcome !== 'does-not-repair';
  if (remedy.asks && around.changes === 'allowed' && mayAsk) {
    const value = writePress({ triage: state.id, remedy: remedy.id });
    return [
      button({ action: `${ACTION.nameGateway}:${index + 1}`, text: say.nameGateway({ device }), value }),
    ];
  }
  if (!isOffered(remedy, around) || !remedy.plan) return [];
  const label = labelOf(remedy.id, device, remedy.plan, around.language);
  return [
    button({
      action: `${ACTION.chooseRemedy}:${index + 1}`,
      text: remedy.recommended ? `${label}${say.recommended}` : label,
      value: writePress({ triage: state.id, remedy: remedy.id, plan: remedy.plan.hash }),
      ...(remedy.recommended ? { style: 'primary' as const } : {}),
      confirm: confirm({
        title: say.confirmTitle,
        text: confirmText(remedy, remedy.plan, state.request.host, around),
        yes: say.confirmYes,
        no: slackTextsIn(around.language).buttons.notNow,
      }),
    }),
  ];
}

/** Other interfaces with the same fault: one change can repair them all. */
function includeOthersButtons(
  { id, request }: TriageState,
  { alsoAffected: devices = [] }: Diagnosis,
  { language }: Speech,
): Button[] {
  if (devices.length === 0 || request.also !== undefined) return [];
  const text = slackTextsIn(language).remedies.alsoRepair({ devices });
  return [button({ action: ACTION.includeOthers, text, value: writePress({ triage: id }) })];
}

/** The one thing to check comes first. */
function confirmText(remedy: Remedy, plan: Plan, host: string, { language }: Speech): string {
  const say = slackTextsIn(language).remedies;
  return `${thingToCheck(remedy, say)}${say.confirm({ commands: plan.steps.length, host })}`;
}
