import { isJailLine, parseJails } from '../filters/index.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';

/** The addresses that fail2ban's jails ban. */
function read(draft: ObservationDraft, block: Block): void {
  const jails = parseJails(block.lines, block.command?.argv ?? []);
  if (jails.length > 0) {
    draft.programRules.addJails(jails);
    draft.cover('filters', []);
  }
  draft.evidence('filters', commandOf(block), block.lines.join('\n'));
}

export const fail2ban = {
  kind: 'fail2ban',
  printedBy: ({ argv }) => argv[0] === 'fail2ban-client' && !argv.includes('set'),
  form: isJailLine,
  lines: { continues: (line) => /^\s*[|`]/.test(line) },
  state: true,
  part: 'filters',
  answers: ['filter'],
  read,
} satisfies Output;
