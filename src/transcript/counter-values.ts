import { quoted } from './forms/text.ts';
import type { ObservationDraft } from './observation-draft.ts';
import { type Block, commandOf } from './output.ts';

/** Adds the counters that a block shows; none is a gap. */
export function addCounterValues(
  draft: ObservationDraft,
  block: Block,
  values: Record<string, number>,
): void {
  if (Object.keys(values).length === 0) {
    const first = block.lines.find((line) => line.trim() !== '');
    draft.gap('counters', { kind: 'no-counters', text: quoted(first ?? commandOf(block)) });
    return;
  }
  draft.addCounters(values);
  draft.evidence('counters', commandOf(block), block.lines.join('\n'));
}
