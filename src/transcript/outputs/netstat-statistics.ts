import { addCounterValues } from '../counter-values.ts';
import { netstatLists } from '../netstat-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import type { Block, Output } from '../output.ts';
import { isNetstatStatisticsLine, netstatStatistics } from '../parsers/counters.ts';

/** `netstat -s`. */
function read(draft: ObservationDraft, block: Block): void {
  addCounterValues(draft, block, netstatStatistics(block.lines));
}

export const netstatCounters = {
  kind: 'netstat-statistics',
  printedBy: ({ argv }) => argv[0] === 'netstat' && netstatLists(argv) === 'statistics',
  form: (line) => isNetstatStatisticsLine(line) && !/^\s*\w+: \d+\s*$/.test(line),
  state: true,
  part: 'counters',
  answers: ['counters'],
  read,
} satisfies Output;
