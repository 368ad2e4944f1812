import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { parseReach } from '../parsers/reach.ts';

/** An attempt by nc, ncat, telnet, or bash itself. */
function read(draft: ObservationDraft, block: Block): void {
  const probe = parseReach(block.lines, block.command?.argv ?? [], commandOf(block));
  if (!probe) return;
  draft.observation.probes.push(probe);
  draft.evidence('probe', commandOf(block), block.lines.join('\n'));
}

export const reach = {
  kind: 'reach',
  printedBy: ({ argv }) =>
    ['nc', 'ncat', 'telnet'].includes(argv[0] ?? '') ||
    (argv[0] === 'exec' && argv.some((word) => word.includes('/dev/tcp/'))),
  state: false,
  part: 'probe',
  answers: ['return'],
  read,
} satisfies Output;
