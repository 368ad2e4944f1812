import { isReversePathLine, readReversePathSetting } from '../filters/index.ts';
import { withoutFailures } from '../forms/failures.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';

/** Firewalld's own configuration: of it, how the way back of IPv6 is checked. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines } = withoutFailures(block.lines);
  const setting = readReversePathSetting(lines);
  if (setting === undefined) return;
  draft.programRules.addReversePath(setting);
  draft.cover('filters', []);
  draft.evidence('filters', commandOf(block), block.lines.join('\n'));
}

export const firewalldSettings = {
  kind: 'firewalld-settings',
  printedBy: ({ argv }) => argv.some((word) => /(?:^|\/)firewalld\.conf$/.test(word)),
  form: isReversePathLine,
  state: true,
  part: 'filters',
  answers: [],
  read,
} satisfies Output;
