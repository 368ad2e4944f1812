import type { KnownBlock } from '@slack/types';
import { type Diagnosis, type Plan, quoteCommand, type Remedy } from '../../analyzer/model/index.ts';
import { labelOf, slackTextsIn } from '../../texts/index.ts';
import type { TriageState } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { type Content, container, context, section } from './blocks.ts';
import { fitting } from './fitting.ts';
import { gatewayLine } from './gateways.ts';
import { remedyTitle } from './remedies.ts';
import { evidenceFolds, pathFold } from './stages.ts';
import { nameOf, type Surroundings } from './surroundings.ts';
import { code, codeBlock, line, sentence, time } from './text.ts';
import { footLine, leftOutBlocks, verdictLine, verdictText } from './verdict.ts';

/**
 * The answer under a pasted console: the verdict, what a person can do, and folded below the commands and why. It has no
 * button: nothing is known of the machine but the paste.
 */
export function pastedView(state: TriageState, diagnosis: Diagnosis, around: Surroundings): Content {
  const say = slackTextsIn(around.language);
  return fitting(
    (budget) => ({
      text: verdictText(diagnosis, around),
      blocks: [
        section([verdictLine(diagnosis, around), ...nextLines(diagnosis, around)].join('\n')),
        ...container(
          say.verdict.fixDetails,
          diagnosis.remedies.flatMap((remedy) => byHand(remedy, diagnosis, around, budget.commands)),
        ),
        ...adviceFold(diagnosis, around, budget.commands),
        ...pathFold(diagnosis, around),
        ...(budget.evidence === 0 ? [] : evidenceFolds(diagnosis, around, budget.evidence)),
        context(footLine(diagnosis, around)),
        ...leftOutBlocks(state, around),
        context(sourceLine(state, around)),
      ],
    }),
    say.verdict.tooLong,
  );
}

function nextLines(diagnosis: Diagnosis, { language }: Surroundings): string[] {
  const { settles, certainty, cause, remedies, flow } = diagnosis;
  const say = slackTextsIn(language).pasted;
  const run = settles === undefined ? undefined : code(settles);
  if (cause === 'healthy') return [run === undefined ? say.healthy : say.healthyRun({ run })];
  if (certainty === 'open') return [run === undefined ? say.open : say.openRun({ run })];
  const best = remedies.find(({ outcome }) => outcome !== 'does-not-repair');
  const label = best && line(labelOf(best.id, flow.interface, best.plan, language), 100);
  return [
    best && label !== undefined ? say.fix({ label, recommended: best.recommended }) : say.see,
    ...(certainty === 'likely' && run !== undefined ? [say.surer({ run })] : []),
  ];
}

function byHand(remedy: Remedy, diagnosis: Diagnosis, around: Surroundings, limit: number) {
  if (remedy.outcome === 'does-not-repair') return [];
  const say = slackTextsIn(around.language);
  const { interface: device } = diagnosis.flow;
  const outcome =
    remedy.outcome === 'repairs'
      ? say.pasted.repairs
      : say.pasted.depends(remedy.on === undefined ? {} : { on: line(remedy.on, 250) });
  const because = line(sentence(remedy.because), LIMITS.sentence);
  const risks = remedy.risks.slice(0, 3).map((risk) => `• ${line(sentence(risk), 250)}`);
  return [
    section(
      [
        remedyTitle(remedy, device, around),
        `${outcome} ${because}`,
        ...risks,
        ...gatewayLines(remedy, device, around),
      ].join('\n'),
    ),
    ...(remedy.plan ? commandSections(remedy.plan, around, limit) : []),
  ];
}

function gatewayLines({ gateway, asks }: Remedy, device: string, around: Surroundings): string[] {
  if (asks) {
    const question = line(sentence(asks.question), LIMITS.sentence);
    const ask = code(`explain ${device} gateway`, 60);
    return [slackTextsIn(around.language).pasted.gatewayNeeded({ question, ask })];
  }
  return gateway ? [gatewayLine(gateway, around)] : [];
}

function commandSections({ steps }: Plan, { language }: Surroundings, limit: number) {
  const say = slackTextsIn(language).pasted;
  const run = steps.map((step) => quoteCommand(step.do)).join('\n');
  const undo = steps
    .toReversed()
    .map((step) => quoteCommand(step.undo))
    .join('\n');
  return [section(`${say.run}\n${codeBlock(run, limit)}`), section(`${say.undo}\n${codeBlock(undo, limit)}`)];
}

/** What the diagnosis advises where no remedy is worked out. */
function adviceFold(
  { advice, remedies }: Diagnosis,
  { language }: Surroundings,
  limit: number,
): KnownBlock[] {
  const workedOut = remedies.some(({ outcome, plan }) => plan && outcome !== 'does-not-repair');
  if (!advice || advice.commands.length === 0 || workedOut) return [];
  const commands = advice.commands.map((command) => quoteCommand(command)).join('\n');
  return container(slackTextsIn(language).verdict.yourself, [section(codeBlock(commands, limit))]);
}

function sourceLine(state: TriageState, around: Surroundings): string {
  const told = slackTextsIn(around.language).pasted.source({
    who: line(nameOf(state.requestedBy, around), 80),
    at: time(state.requestedAt),
    ...(state.paste ? { size: Math.ceil(state.paste.bytes / 1024) } : {}),
  });
  return `${told} · ${state.id}`;
}
