import { quoted } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isPingHeader, isPingLine, pingOf } from '../parsers/ping.ts';

/** One ping, or several one after another. */
function read(draft: ObservationDraft, block: Block): void {
  let from = 0;
  const starts = block.lines.flatMap((line, index) => (isPingHeader(line) ? [index] : []));
  const cuts = starts.length > 1 ? [...starts.slice(1), block.lines.length] : [block.lines.length];
  let read = 0;
  for (const end of cuts) {
    const argv = cuts.length === 1 ? (block.command?.argv ?? []) : [];
    const probe = pingOf(block.lines.slice(from, end), block.typed, argv);
    if (probe) {
      draft.addProbe(probe);
      read++;
    }
    from = end;
  }
  if (read === 0)
    draft.gap('probe', { kind: 'unknown-target', text: quoted(block.typed ?? block.lines.join(' ')) });
  else draft.evidence('probe', commandOf(block), block.lines.join('\n'));
}

export const ping = {
  kind: 'ping',
  printedBy: ({ argv }) => /^ping[46]?$/.test(argv[0] ?? ''),
  form: isPingLine,
  lines: { formed: true, unmistakable: true, blankLines: true },
  state: false,
  part: 'probe',
  couldNotRun: (line) => /command not found|: not found\s*$|socket: Operation not permitted/.test(line),
  answers: ['return'],
  read,
} satisfies Output;
