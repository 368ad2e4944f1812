import { record } from '../forms/json.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isTraceLine, parseTrace } from '../parsers/trace.ts';

/** traceroute, tracepath, mtr, and Windows' tracert and pathping. */
function read(draft: ObservationDraft, block: Block): void {
  const trace = parseTrace(block.lines, block.command?.argv ?? [], block.typed);
  if (!trace) return;
  draft.observation.traces = [...(draft.observation.traces ?? []), trace];
  draft.evidence('trace', commandOf(block), block.lines.join('\n'));
}

export const trace = {
  kind: 'trace',
  printedBy: ({ argv }) => /^(?:traceroute6?|tracepath6?|tracert|pathping|mtr)$/.test(argv[0] ?? ''),
  form: isTraceLine,
  json: (item) => record(record(item['report'])?.['mtr']) !== undefined,
  lines: { unmistakable: true },
  state: false,
  part: 'probe',
  answers: [],
  read,
} satisfies Output;
