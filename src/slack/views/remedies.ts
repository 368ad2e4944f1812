import type { Button, KnownBlock } from '@slack/types';
import {
  type Diagnosis,
  type Plan,
  quoteCommand,
  type Remedy,
  selfUndoing,
} from '../../analyzer/model/index.ts';
import { blastRadiusLines, labelOf } from '../../texts/index.ts';
import type { TriageState } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, confirm, context, section } from './blocks.ts';
import { diffText } from './permanence.ts';
import type { Surroundings } from './surroundings.ts';
import { code, codeBlock, count, ended, line, sentence } from './text.ts';

/** Whether a remedy gets a button. */
export function isOffered(remedy: Remedy, around: Surroundings): boolean {
  return (
    around.changes === 'allowed' &&
    remedy.outcome !== 'does-not-repair' &&
    remedy.refused === undefined &&
    remedy.asks === undefined &&
    remedy.plan !== undefined
  );
}

/** Each remedy with what it changes, what it risks, what becomes of the ping, and its button where it is offered. */
export function remedyBlocks(state: TriageState, around: Surroundings, commandsLimit: number): KnownBlock[] {
  const { diagnosis } = state;
  if (!diagnosis) return [];
  const shown = diagnosis.remedies;
  const choosing = state.status === 'diagnosed';
  return shown.flatMap((remedy, index) => [
    section(describeRemedy(remedy, diagnosis, shown.length > 1 ? `${index + 1}. ` : '', around)),
    ...(remedy.plan ? planBlocks(state, remedy.plan, around, commandsLimit) : []),
    ...actions(`remedy:${remedy.id}`, choosing ? remedyButtons(remedy, state, diagnosis, around) : []),
  ]);
}

function planBlocks(state: TriageState, plan: Plan, around: Surroundings, limit: number): KnownBlock[] {
  if (around.evidence === 'store') return [section(planInStore(state, plan))];
  const shown = around.changes === 'observe-only' ? byHand(plan, limit) : changesOf(plan, limit);
  return [section(shown), context(radiusLine(plan))];
}

/** How much a plan changes, where the evidence stays in the store, and where it is read. */
export function planInStore({ id }: Pick<TriageState, 'id'>, { steps, files }: Plan): string {
  const written = files.length === 0 ? '' : ` and ${count(files.length, 'file')}`;
  return `It runs ${count(steps.length, 'command')}${written}: \`roundtrip audit report ${id}\` shows them, with their undo and what else they change.`;
}

function describeRemedy(remedy: Remedy, diagnosis: Diagnosis, number: string, around: Surroundings): string {
  const label = labelOf(remedy.id, diagnosis.flow.interface, remedy.plan);
  const parts = [
    `*${number}${line(label, 100)}*${remedy.recommended ? ' (recommended)' : ''}`,
    outcomeLine(remedy),
  ];
  const risks = remedy.risks.slice(0, 3).map((risk) => `• ${line(sentence(risk), 250)}`);
  if (risks.length > 0) parts.push(`What it risks:\n${risks.join('\n')}`);
  if (remedy.gateway) parts.push(gatewayLine(remedy.gateway));
  for (const { interface: name, gateway } of remedy.alongside?.slice(0, 10) ?? [])
    if (gateway) parts.push(`${code(name, 20)}: ${gatewayLine(gateway)}`);
  const leftOut = remedy.leftOut?.slice(0, 10) ?? [];
  parts.push(...leftOut.map(({ because }) => `Not part of it: ${line(sentence(because), LIMITS.sentence)}`));
  const why = whyNotOffered(remedy, around);
  if (why !== undefined) parts.push(why);
  return parts.join('\n');
}

function outcomeLine(remedy: Remedy): string {
  const because = line(sentence(remedy.because), LIMITS.sentence);
  if (remedy.outcome === 'repairs') return `It repairs this. ${because}`.trimEnd();
  if (remedy.outcome === 'does-not-repair') return `It does not repair this. ${because}`;
  const on = remedy.on === undefined ? '' : ` on ${line(remedy.on, 250)}`;
  return `Whether it repairs this depends${on}. ${because}`;
}

function gatewayLine(gateway: NonNullable<Remedy['gateway']>): string {
  const sources = gateway.sources.slice(0, 3).map((source) => line(source, 100));
  const known = sources.length > 0 ? ` (${sources.join('; ')})` : '';
  return gateway.assumed
    ? `⚠️ The gateway ${code(gateway.address, 60)} is assumed${known}. Check it before you choose this.`
    : `Gateway: ${code(gateway.address, 60)}${known}`;
}

function whyNotOffered(remedy: Remedy, around: Surroundings): string | undefined {
  if (remedy.refused !== undefined) return `Not offered: ${line(ended(remedy.refused), LIMITS.sentence)}`;
  if (remedy.outcome === 'does-not-repair') return undefined;
  if (remedy.asks) {
    const candidates = remedy.asks.candidates.slice(0, 5).map((candidate) => code(candidate, 60));
    const list = candidates.length > 0 ? ` Candidates: ${candidates.join(', ')}.` : '';
    return `First: ${line(sentence(remedy.asks.question), LIMITS.sentence)}${list}`;
  }
  if (around.changes === 'observe-only')
    return 'No button: this host is only observed. The commands are for your own hands.';
  if (around.changes === 'frozen') return 'No button: changes are frozen at the moment.';
  if (!remedy.plan) return 'No button: there is no plan for it.';
  return undefined;
}

/** The blast radius in a line: "Changes 1 of 214 known flows: …; Roundtrip's own SSH connection leaves by eth0, unchanged." */
function radiusLine(plan: Plan): string {
  const { summary, flows, more, ownConnection } = blastRadiusLines(plan, 3);
  const listed = [...flows, ...(more === undefined ? [] : [more])].map((flow) => line(flow, 160));
  const own = ownConnection === undefined ? '' : `; ${line(ownConnection, 160)}`;
  return ended(`${summary}${listed.length === 0 ? '' : `: ${listed.join('; ')}`}${own}`);
}

/** What somebody types on a host that Roundtrip does not change. */
function byHand(plan: Plan, limit: number): string {
  const commands = codeBlock(selfUndoing(plan).join('\n'), limit);
  return `To type there as root; it undoes itself after five minutes unless you keep it:\n${commands}`;
}

/** What a plan changes: its commands and files, exactly; with how many were left out where it is very long. */
export function changesOf(plan: Plan, limit: number): string {
  const commands = plan.steps.map((step) => quoteCommand(step.do));
  const diffs = plan.files
    .slice(0, MOST_FILES)
    .map(({ path, after }) => diffText({ path, lines: after.trimEnd().split('\n') }));
  if (commands.length === 0 && diffs.length === 0) return 'It runs no command.';
  const more = plan.files.length > MOST_FILES ? `, and ${plan.files.length - MOST_FILES} more` : '';
  const writes =
    diffs.length === 0
      ? ''
      : `, and writes ${count(diffs.length, 'file')}${more} once it is verified, to last beyond a restart`;
  return `It runs${writes}:\n${codeBlock([...commands, ...diffs].join('\n'), limit)}`;
}

/** Files that are shown; more are counted. */
const MOST_FILES = 6;

function remedyButtons(
  remedy: Remedy,
  state: TriageState,
  diagnosis: Diagnosis,
  around: Surroundings,
): Button[] {
  const { interface: interfaceName } = diagnosis.flow;
  if (
    remedy.asks &&
    around.changes === 'allowed' &&
    remedy.refused === undefined &&
    remedy.outcome !== 'does-not-repair'
  ) {
    return [
      button({
        action: ACTION.nameGateway,
        text: `Name ${interfaceName}'s gateway`,
        value: writePress({ triage: state.id, remedy: remedy.id }),
      }),
    ];
  }
  if (!isOffered(remedy, around) || !remedy.plan) return [];
  const label = labelOf(remedy.id, interfaceName, remedy.plan);
  return [
    button({
      action: ACTION.chooseRemedy,
      text: remedy.recommended ? `${label} (recommended)` : label,
      value: writePress({ triage: state.id, remedy: remedy.id, plan: remedy.plan.hash }),
      ...(remedy.recommended ? { style: 'primary' as const } : {}),
      confirm: confirm({
        title: `Ask for approval?`,
        text: confirmText(remedy, remedy.plan, state.request.host),
        yes: 'Ask for approval',
      }),
    }),
    ...(diagnosis.remedies.find((one) => isOffered(one, around)) === remedy
      ? includeOthersButtons(state, diagnosis)
      : []),
  ];
}

/** Other interfaces with the same fault: one change can repair them all. */
function includeOthersButtons(
  { id, request }: TriageState,
  { alsoAffected: others = [] }: Diagnosis,
): Button[] {
  if (others.length === 0 || request.also !== undefined) return [];
  return [
    button({
      action: ACTION.includeOthers,
      text: `Also repair ${others.join(', ')} …`,
      value: writePress({ triage: id }),
    }),
  ];
}

function confirmText(remedy: Remedy, plan: Plan, host: string): string {
  const gateways = [remedy.gateway, ...(remedy.alongside ?? []).map(({ gateway }) => gateway)];
  const assumed = gateways.flatMap((gateway) => (gateway?.assumed ? gateway.address : []));
  const check =
    assumed.length === 0
      ? ''
      : `${assumed.length === 1 ? 'The gateway' : 'The gateways'} ${assumed.join(', ')} ${assumed.length === 1 ? 'is' : 'are'} assumed, not known: go on only if that is right. `;
  const depends = remedy.outcome === 'depends' && remedy.on ? `It depends on ${remedy.on}. ` : '';
  const what = `${count(plan.steps.length, 'command')} on ${host}`;
  return `${check}${depends}Nothing changes before an approver agrees. Then Roundtrip runs ${what}, tries again, and undoes them if that fails.`;
}
