import { isUfwRow, isUfwStatus, parseUfw } from '../filters/index.ts';
import { withoutFailures } from '../forms/failures.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';

/** `ufw status`, plain, verbose or numbered. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  for (const failure of failures) draft.gap('filters', failure);
  const status = parseUfw(lines);
  // Rows that a filter left out may have let it in.
  if (status && block.partial === undefined) draft.programRules.addUfw(status);
  else if (status) draft.gap('filters', block.partial ?? '');
  if (status) draft.cover('filters', []);
  draft.evidence('filters', commandOf(block), block.lines.join('\n'));
}

export const ufw = {
  kind: 'ufw',
  printedBy: ({ argv }) => argv[0] === 'ufw' && argv[1] === 'status',
  form: isUfwStatus,
  lines: { blankLines: true, continues: isUfwRow, canBelong: (line) => /[:：]|\s{2}/.test(line) },
  state: true,
  part: 'filters',
  answers: ['filter'],
  read,
} satisfies Output;
