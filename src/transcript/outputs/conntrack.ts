import { decimal } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import type { Block, Output } from '../output.ts';

/** `conntrack -C`. */
function read(draft: ObservationDraft, block: Block): void {
  const count = decimal(block.lines.find((line) => line.trim() !== '')?.trim());
  if (count !== undefined) draft.addSysctls({ 'net.netfilter.nf_conntrack_count': String(count) });
}

export const conntrack = {
  kind: 'conntrack',
  printedBy: ({ argv }) => argv[0] === 'conntrack' && (argv.includes('-C') || argv.includes('--count')),
  state: false,
  part: 'conntrack',
  answers: [],
  read,
} satisfies Output;
