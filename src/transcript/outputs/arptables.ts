import { isArptablesHeading, readArptables } from '../filters/index.ts';
import { isBlank, withoutFailures } from '../forms/failures.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';

/** `arptables -L`, `arptables-save`: rules for ARP alone, which say nothing of IP packets. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  for (const failure of failures) draft.gap('arpFilters', failure);
  if (isBlank(lines)) return;
  const { table, unread } = readArptables(lines);
  for (const line of unread) draft.gap('arpFilters', { kind: 'unread', text: line.slice(0, 160) });
  const partial = block.partial ?? (unread.length > 0 ? ({ kind: 'unread-line' } as const) : undefined);
  draft.state.arpFilters = {
    tables: [table],
    missing:
      partial === undefined
        ? []
        : [{ families: ['arp'], lack: { kind: 'filtered', how: partial }, anywhere: true }],
    listings: [],
  };
  draft.evidence('arptables', commandOf(block), block.lines.join('\n'));
}

export const arptables = {
  kind: 'arptables',
  printedBy: ({ argv }) => /^arptables(?:-nft|-legacy)?(?:-save)?$/.test(argv[0] ?? ''),
  form: (line, next) =>
    /^Chain (?:IN|OUT|INPUT|OUTPUT|FORWARD) \(policy /.test(line) && isArptablesHeading(next),
  lines: {
    blankLines: true,
    canBelong: (line) =>
      /^\s*(?:-\w|Chain\b|:|\*|[A-Za-z]\w*\s+(?:\S+\s+){7})/.test(line) && /[/*:-]/.test(line),
    beginsAs: ['iptables-list', 'iptables-rules', 'iptables-save'],
    takesIn: ['iptables-list', 'iptables-rules', 'iptables-save'],
  },
  state: true,
  part: 'arpFilters',
  answers: ['neighbour'],
  read,
} satisfies Output;
