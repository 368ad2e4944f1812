import { withoutFailures } from '../forms/failures.ts';
import { quoted } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isBpftoolLine, parseBpftool } from '../parsers/bpftool.ts';
import { limitsOf } from '../scopes/shown.ts';

/** `bpftool net`: the BPF programs on interfaces. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  for (const failure of failures) draft.gap('hooks', quoted(failure));
  // A wrapper without a bpftool for this kernel prints advice, and nothing of a listing.
  if (failures.length > 0 || !lines.some(isBpftoolLine)) {
    if (failures.length === 0) draft.gap('hooks', { kind: 'empty', command: commandOf(block) });
    return;
  }
  draft.state.hooks = [...(draft.state.hooks ?? []), ...parseBpftool(lines)];
  const limits = limitsOf(block);
  const programs = ['xdp', 'tcx'];
  draft.cover('hooks', limits ? programs.map((program) => ({ program, ...limits })) : []);
  draft.evidence('bpf', commandOf(block), block.lines.join('\n'));
}

export const bpftool = {
  kind: 'bpftool',
  printedBy: ({ argv }) => argv[0] === 'bpftool' && argv.includes('net'),
  form: isBpftoolLine,
  lines: {
    blankLines: true,
    continues: (line) => /^(?:tc|netkit):\s*$|^[\w.@-]{1,20}\(\d{1,9}\) /.test(line.slice(0, 60)),
  },
  state: true,
  part: 'hooks',
  answers: ['hook-programs'],
  read,
} satisfies Output;
