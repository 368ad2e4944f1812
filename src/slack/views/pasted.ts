import type { KnownBlock } from '@slack/types';
import { type Diagnosis, type Plan, quoteCommand, type Remedy } from '../../analyzer/model/index.ts';
import { labelOf } from '../../texts/index.ts';
import type { TriageState } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { type Content, context, section } from './blocks.ts';
import { fitting } from './fitting.ts';
import { explanationBlocks } from './stages.ts';
import { nameOf, type Surroundings } from './surroundings.ts';
import { code, codeBlock, line, sentence, time } from './text.ts';
import { certaintyWord, headlineOf, leftOutBlocks, verdictLine } from './verdict.ts';

/**
 * The answer under a pasted console: the verdict, what a person can do with their own hands, and folded below why. It
 * has no button: nothing is known of the machine but the paste.
 */
export function pastedView(state: TriageState, diagnosis: Diagnosis, around: Surroundings): Content {
  return fitting((budget) => ({
    text: `${certaintyWord(diagnosis)}: ${headlineOf(diagnosis)}`,
    blocks: [
      section(`${verdictLine(diagnosis)}\n${whatNext(diagnosis)}`),
      ...(diagnosis.explanation.trim() === '' ? [] : [section(line(sentence(diagnosis.explanation), 1_000))]),
      ...diagnosis.remedies.flatMap((remedy) => byHand(remedy, diagnosis, budget.commands)),
      ...adviceBlocks(diagnosis, budget.commands),
      ...explanationBlocks(diagnosis, budget.evidence),
      context(causeLine(diagnosis), ...readOn(diagnosis), ...remarks(diagnosis)),
      ...leftOutBlocks(state),
      context(sourceLine(state, around)),
    ],
  }));
}

function whatNext(diagnosis: Diagnosis): string {
  const { settles, certainty, cause, remedies } = diagnosis;
  const run = settles === undefined ? '' : `Run ${code(settles)} and paste what it prints along with this`;
  if (cause === 'healthy')
    return run === ''
      ? 'Nothing in the paste is amiss.'
      : `Nothing in the paste is amiss. ${run} to be sure.`;
  if (certainty === 'open') return run === '' ? 'The paste does not tell.' : `${run}: that would settle it.`;
  const proof = certainty === 'likely' && run !== '' ? ` ${run} to be surer.` : '';
  const repairs = remedies.some(({ outcome }) => outcome !== 'does-not-repair');
  return `${repairs ? 'What to do: one of the ways below, by hand.' : 'What to do: see below.'}${proof}`;
}

function byHand(remedy: Remedy, diagnosis: Diagnosis, limit: number): KnownBlock[] {
  if (remedy.outcome === 'does-not-repair') return [];
  const label = line(labelOf(remedy.id, diagnosis.flow.interface, remedy.plan), 100);
  const on = remedy.on === undefined ? '' : ` on ${line(remedy.on, 250)}`;
  const outcome = remedy.outcome === 'repairs' ? 'It repairs this.' : `Whether it repairs this depends${on}.`;
  const title = `*${label}*${remedy.recommended ? ' (recommended)' : ''}`;
  const because = line(sentence(remedy.because), LIMITS.sentence);
  const risks = remedy.risks.slice(0, 2).map((risk) => `• ${line(sentence(risk), 250)}`);
  return [
    section(
      [title, `${outcome} ${because}`, ...risks, gatewayLine(remedy, diagnosis.flow.interface)]
        .filter((each) => each !== '')
        .join('\n'),
    ),
    ...(remedy.plan ? [section(commandsOf(remedy.plan, limit))] : []),
  ];
}

function gatewayLine({ gateway, asks }: Remedy, name: string): string {
  if (asks)
    return `${line(sentence(asks.question), LIMITS.sentence)} For the commands, mention me with the console and \`explain ${line(name, 20)} gateway\` and its address.`;
  if (!gateway) return '';
  const sources = gateway.sources.slice(0, 2).map((source) => line(source, 100));
  const known = sources.length === 0 ? '' : ` (${sources.join('; ')})`;
  return gateway.assumed
    ? `⚠️ The gateway ${code(gateway.address, 60)} is assumed${known}: check it first.`
    : `Gateway: ${code(gateway.address, 60)}${known}`;
}

function commandsOf({ steps }: Plan, limit: number): string {
  const run = steps.map((step) => quoteCommand(step.do)).join('\n');
  const undo = steps
    .toReversed()
    .map((step) => quoteCommand(step.undo))
    .join('\n');
  // Both, with their words, stay within one section.
  const each = Math.min(limit, 1_400);
  return `As root, until the next reboot:\n${codeBlock(run, each)}\nTo take it back:\n${codeBlock(undo, each)}`;
}

/** What the diagnosis advises where no remedy is worked out. */
function adviceBlocks({ advice, remedies }: Diagnosis, limit: number): KnownBlock[] {
  const workedOut = remedies.some(({ outcome, plan }) => plan && outcome !== 'does-not-repair');
  if (!advice || advice.commands.length === 0 || workedOut) return [];
  const commands = advice.commands.map((command) => quoteCommand(command)).join('\n');
  return [section(`By hand:\n${codeBlock(commands, limit)}`)];
}

function remarks(diagnosis: Diagnosis): string[] {
  return diagnosis.remarks
    .filter((remark) => remark.trim() !== '')
    .slice(0, 5)
    .map((remark) => line(sentence(remark), 250));
}

/** The document that explains the behaviour. */
function readOn({ advice }: Diagnosis): string[] {
  return advice && /^https:\/\/[\w./#?=&%-]+$/.test(advice.link)
    ? [`<${advice.link}|Why Linux does this>`]
    : [];
}

function causeLine({ cause, stage }: Diagnosis): string {
  return `Cause \`${cause}\`${stage === null ? '' : ` at ${stage}`}`;
}

function sourceLine(state: TriageState, around: Surroundings): string {
  const who = line(nameOf(state.requestedBy, around), 80);
  const size = state.paste ? ` of ${Math.ceil(state.paste.bytes / 1024)} kB` : '';
  return `Told from the pasted console${size} alone: no host was reached, and nothing was changed. Asked by ${who} at ${time(state.requestedAt)} · ${state.id}`;
}
