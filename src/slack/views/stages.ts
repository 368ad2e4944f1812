import type { KnownBlock } from '@slack/types';
import { type Cause, type Diagnosis, STAGES, type StageReport } from '../../analyzer/model/index.ts';
import { LIMITS } from '../limits.ts';
import { container, section } from './blocks.ts';
import { code, codeBlock, line } from './text.ts';

/** How the stages are named to a reader, in the packet's order. */
const STAGE_NAMES: Record<(typeof STAGES)[number], string> = {
  link: 'Interface is up and has an address',
  'neighbour-in': 'Others find it on the link (ARP, ND)',
  'wire-in': 'The request arrives',
  prerouting: 'Filters before routing let it pass',
  'source-validation': 'The kernel accepts where it came from',
  input: 'It is for this host, and let in',
  'reply-route': 'The reply finds a route',
  output: 'Filters on the way out let it pass',
  'neighbour-out': 'The next hop of the reply is found',
  'wire-out': 'The reply leaves, on the right interface',
  upstream: 'The network beyond passes it on',
};

const MARKS: Record<StageReport['status'], string> = {
  passed: '✓',
  stopped: '✗',
  'would-stop': '✗',
  'not-reached': '·',
  unknown: '?',
};

/** The walk, stage by stage, collapsed; the outputs that prove it, collapsed too. */
export function explanationBlocks(diagnosis: Diagnosis, evidenceLimit: number): KnownBlock[] {
  return [
    ...container('Why: the way of the packet, step by step', [
      section(stageLines(diagnosis)),
      section(witnessLines(diagnosis)),
    ]),
    ...(evidenceLimit > 0
      ? container('Commands and their outputs', evidenceBlocks(diagnosis, evidenceLimit))
      : []),
  ];
}

function stageLines(diagnosis: Diagnosis): string {
  const lines = diagnosis.stages.slice(0, STAGES.length).map((report) => {
    const supposed = supposedOf(report);
    return `${MARKS[report.status]} *${STAGE_NAMES[report.stage]}*${supposed}: ${line(report.because, 150)}`;
  });
  const next = nextLine(diagnosis.next);
  return [...lines, ...(next === undefined ? [] : [next])].join('\n') || 'Nothing was looked at.';
}

/** What is foretold, not seen: the packet would be stopped there, or never came there. */
function supposedOf({ status, model }: StageReport): string {
  if (status === 'would-stop') return ' (would stop it)';
  if (status !== 'not-reached') return '';
  if (model === 'would-stop') return ' (not reached; would stop it)';
  return model === 'would-pass' ? ' (not reached; would pass)' : ' (not reached)';
}

function nextLine(next: readonly Cause[]): string | undefined {
  if (next.length === 0) return undefined;
  const causes = next.slice(0, 4).map((cause) => cause.replaceAll('-', ' '));
  return `Once that is mended, this would stop it next: ${causes.join(', ')}.`;
}

function witnessLines(diagnosis: Diagnosis): string {
  const { model, kernel, counters, capture } = diagnosis.witnesses;
  const told = [
    ['The rules of Linux, worked out', model],
    ["The host's own kernel, asked", kernel],
    ["The host's counters", counters],
    ['The packets, watched', capture],
  ] as const;
  const scope =
    diagnosis.scope === 'host'
      ? '\nOnly one side was looked at: what becomes of the reply beyond the host is not known.'
      : '';
  return `${told.map(([who, witness]) => `• ${who}: ${witness.says} — ${line(witness.detail, 200)}`).join('\n')}${scope}`;
}

/** The outputs that the stopping stage rests on come first; the container holds only so many. */
function evidenceBlocks(diagnosis: Diagnosis, limit: number) {
  const decisive = diagnosis.stages
    .filter((report) => report.status === 'stopped')
    .flatMap((report) => report.evidence);
  const ranked = diagnosis.evidence.toSorted(
    (one, other) => Number(decisive.includes(other.id)) - Number(decisive.includes(one.id)),
  );
  const shown = ranked.slice(0, LIMITS.containerChildren - 1);
  const more = ranked.length - shown.length;
  return [
    ...shown.map((evidence) =>
      section(`${code(evidence.command, 300)}\n${codeBlock(evidence.output, limit)}`),
    ),
    ...(more > 0 ? [section(`${more} more: press *Full output*, or run \`roundtrip audit report\`.`)] : []),
  ];
}
