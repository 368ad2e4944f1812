import { quoteCommand } from '../analyzer/model/index.ts';
import { hostProgram } from './program.ts';

/** Seconds that an unattended run waits for packets. */
const COLLECT_SECONDS = 8;

/**
 * The host's program with its arguments baked in: to be pasted into a root console, or run as `sh FILE`. It reads no
 * standard input of its own, and its output is what `explain` reads.
 */
export function collectScript(interfaceName: string, from: string | undefined): string {
  const words = ['observe', interfaceName, 'unattended', 'seconds', String(COLLECT_SECONDS)];
  if (from !== undefined) words.push('from', from);
  return scriptOf(words, 'roundtrip explain - --iface IFACE');
}

/** The same for all interfaces, without packets: what `scan --from-file` reads. */
export function collectHostScript(): string {
  return scriptOf(['survey', 'unattended'], 'roundtrip scan --from-file FILE');
}

function scriptOf(words: readonly string[], reader: string): string {
  return [
    `# Gathers what Roundtrip explains; changes nothing. Give its whole output to: ${reader}`,
    '# A pasted "!" must stay what it is, where the shell would look into its history.',
    'if (set +H) 2>/dev/null; then set +H; fi',
    `sh -s -- ${quoteCommand(words)} <<'ROUNDTRIP_ENDS_HERE'`,
    hostProgram().trimEnd(),
    'ROUNDTRIP_ENDS_HERE',
    '',
  ].join('\n');
}
