import { quoted } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isArpingLine, parseArping } from '../parsers/arping.ts';

/** arping: who answers for an address on a link. */
function read(draft: ObservationDraft, block: Block): void {
  const probe = parseArping(block.lines, block.command?.argv ?? [], block.typed);
  if (!probe) {
    draft.gap('probe', { kind: 'unknown-target', text: quoted(block.typed ?? block.lines.join(' ')) });
    return;
  }
  draft.observation.arpProbes = [...(draft.observation.arpProbes ?? []), probe];
  draft.evidence('arping', commandOf(block), block.lines.join('\n'));
}

export const arping = {
  kind: 'arping',
  printedBy: ({ argv }) => argv[0] === 'arping',
  form: isArpingLine,
  lines: { unmistakable: true, takesIn: ['ping'] },
  state: false,
  part: 'probe',
  answers: ['neighbour'],
  read,
} satisfies Output;
