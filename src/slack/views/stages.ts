import type { KnownBlock } from '@slack/types';
import { type Diagnosis, STAGES, type StageReport } from '../../analyzer/model/index.ts';
import { slackTextsIn } from '../../texts/index.ts';
import { LIMITS } from '../limits.ts';
import { container, section } from './blocks.ts';
import type { Surroundings } from './surroundings.ts';
import { code, codeBlock, line, sentence } from './text.ts';

type Speech = Pick<Surroundings, 'language'>;

const MARKS: Record<StageReport['status'], string> = {
  passed: '✓',
  stopped: '✗',
  'would-stop': '✗',
  'not-reached': '·',
  unknown: '?',
};

/** The walk, stage by stage, with the explanation, the witnesses and the remarks: folded. */
export function pathFold(diagnosis: Diagnosis, around: Speech): KnownBlock[] {
  const explanation = diagnosis.explanation.trim();
  const remarks = diagnosis.remarks
    .filter((remark) => remark.trim() !== '')
    .slice(0, 5)
    .map((remark) => `• ${line(sentence(remark), 300)}`);
  return container(slackTextsIn(around.language).verdict.packetPath, [
    ...(explanation === '' ? [] : [section(line(sentence(explanation), 1_000))]),
    section(stageLines(diagnosis, around)),
    section(witnessLines(diagnosis, around)),
    ...(remarks.length === 0 ? [] : [section(remarks.join('\n'))]),
  ]);
}

function stageLines(diagnosis: Diagnosis, around: Speech): string {
  const say = slackTextsIn(around.language);
  const lines = diagnosis.stages
    .slice(0, STAGES.length)
    .map(
      (report) =>
        `${MARKS[report.status]} *${say.stages[report.stage]}*${supposedOf(report, around)}: ${line(report.because, 150)}`,
    );
  const causes = diagnosis.next.slice(0, 4).map((cause) => cause.replaceAll('-', ' '));
  const next = causes.length === 0 ? [] : [say.verdict.nextBlockers({ causes })];
  return [...lines, ...next].join('\n') || say.verdict.nothingLooked;
}

/** What is inferred, not seen: the packet would be stopped there, or never came there. */
function supposedOf({ status, model }: StageReport, { language }: Speech): string {
  const say = slackTextsIn(language).supposed;
  if (status === 'would-stop') return say.wouldStop;
  if (status !== 'not-reached') return '';
  if (model === 'would-stop') return say.notReachedWouldStop;
  return model === 'would-pass' ? say.notReachedWouldPass : say.notReached;
}

const WITNESSES = ['model', 'kernel', 'counters', 'capture'] as const;

function witnessLines(diagnosis: Diagnosis, { language }: Speech): string {
  const say = slackTextsIn(language);
  const lines = WITNESSES.map((name) => {
    const { says, detail } = diagnosis.witnesses[name];
    return `• ${say.witnesses[name]}: ${say.witnesses.says[says]} — ${line(detail, 200)}`;
  });
  return [...lines, ...(diagnosis.scope === 'host' ? [say.verdict.oneSide] : [])].join('\n');
}

/** The outputs that the diagnosis rests on, folded: those of the stopping stage first; a fold holds only so many. */
export function evidenceFolds(diagnosis: Diagnosis, { language }: Speech, limit: number): KnownBlock[] {
  const decisive = diagnosis.stages
    .filter((report) => report.status === 'stopped')
    .flatMap((report) => report.evidence);
  const ranked = diagnosis.evidence.toSorted(
    (one, other) => Number(decisive.includes(other.id)) - Number(decisive.includes(one.id)),
  );
  const shown = ranked.slice(0, LIMITS.containerChildren - 1);
  const more = ranked.length - shown.length;
  const say = slackTextsIn(language).verdict;
  return container(say.outputs, [
    ...shown.map((evidence) =>
      section(`${code(evidence.command, 300)}\n${codeBlock(evidence.output, limit)}`),
    ),
    ...(more > 0 ? [section(say.morePlaces({ more }))] : []),
  ]);
}
