import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isScanCommand, isScanLine, parseScans } from '../parsers/scans/index.ts';

/** Monitoring checks and scanners: check_ping and its like, fping, hping3, nping, nmap, Test-NetConnection, iperf3. */
function read(draft: ObservationDraft, block: Block): void {
  const probes = parseScans(block.lines, block.command?.argv ?? [], block.typed);
  for (const probe of probes) draft.addProbe(probe);
  if (probes.length > 0) draft.evidence('probe', commandOf(block), block.lines.join('\n'));
}

export const scans = {
  kind: 'scans',
  printedBy: ({ argv }) => isScanCommand(argv),
  form: isScanLine,
  lines: { unmistakable: true, blankLines: true },
  state: false,
  part: 'probe',
  couldNotRun: (line) => /command not found|: not found\s*$/.test(line),
  answers: ['return'],
  read,
} satisfies Output;
