import { isBlank } from '../forms/failures.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isAttemptLine, parseAttempts } from '../parsers/attempts.ts';

/** Attempts over TCP or UDP: nc, ncat, telnet, ssh, curl, wget, or bash itself. */
function read(draft: ObservationDraft, block: Block): void {
  const probes = parseAttempts(block.lines, block.command?.argv ?? [], block.typed);
  const late = block.exitStatus === 124 || block.exitStatus === 137;
  // An ssh of which nothing is shown went on in the other host's console.
  const tells = block.exitStatus !== undefined || !isBlank(block.lines);
  const shown = probes.filter(
    ({ outcome }) => outcome !== undefined || (tells && block.command?.argv[0] !== 'ssh'),
  );
  for (const probe of shown) {
    if (probe.outcome === undefined && late) probe.outcome = 'timed-out';
    if (block.exitStatus !== undefined) delete probe.unfinished;
    draft.addProbe(probe);
  }
  if (shown.length > 0) draft.evidence('probe', commandOf(block), block.lines.join('\n'));
}

export const reach = {
  kind: 'reach',
  printedBy: ({ argv }) =>
    ['nc', 'ncat', 'telnet', 'ssh', 'curl', 'wget'].includes(argv[0] ?? '') ||
    /^snmp(?:get|getnext|walk|bulkwalk)$/.test(argv[0] ?? '') ||
    (argv[0] === 'openssl' && argv[1] === 's_client') ||
    (argv[0] === 'exec' && argv.some((word) => word.includes('/dev/tcp/'))),
  form: isAttemptLine,
  state: false,
  part: 'probe',
  couldNotRun: (line) => /command not found|: not found\s*$/.test(line),
  answers: ['return'],
  read,
} satisfies Output;
