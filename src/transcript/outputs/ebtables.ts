import { isEbtablesChain, readEbtables } from '../filters/index.ts';
import { isBlank, withoutFailures } from '../forms/failures.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';

/** `ebtables -L`, `ebtables-save`: rules for what crosses a bridge, or comes to the host by it. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  for (const failure of failures) draft.gap('filters', failure);
  if (isBlank(lines)) return;
  const argv = block.command?.argv ?? [];
  const at = argv.indexOf('-t');
  const { tables, unread } = readEbtables(lines, at === -1 ? undefined : argv[at + 1]);
  for (const line of unread) draft.gap('filters', { kind: 'unread', text: line.slice(0, 160) });
  const isWhole = block.partial === undefined && unread.length === 0;
  for (const table of tables) draft.programRules.addBridgeTable(isWhole ? table : { ...table, cut: CUT });
  draft.cover('filters', []);
  draft.evidence('filters', commandOf(block), block.lines.join('\n'));
}

const CUT = { kind: 'filtered', how: { kind: 'unread-line' } } as const;

export const ebtables = {
  kind: 'ebtables',
  printedBy: ({ argv }) => /^ebtables(?:-nft|-legacy)?(?:-save)?$/.test(argv[0] ?? ''),
  form: isEbtablesChain,
  lines: {
    blankLines: true,
    canBelong: (line) => /^\s*(?:-|Bridge |:|\*|\d+\. -)/.test(line),
    beginsAs: ['iptables-rules', 'iptables-save'],
    takesIn: ['iptables-rules', 'iptables-save'],
  },
  state: true,
  part: 'filters',
  answers: ['filter'],
  read,
} satisfies Output;
