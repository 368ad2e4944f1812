import { withoutFailures } from '../forms/failures.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isArpLine, isLikeArpLine, parseArp } from '../parsers/arp.ts';
import { arpReach } from '../scopes/neighbours.ts';
import { limitsOf } from '../scopes/shown.ts';
import { noteUnread } from '../unread.ts';

/** `arp`. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const { found, unread } = parseArp(lines);
  noteUnread(draft, block, 'neighbours', [...failures, ...unread]);
  if (failures.length > 0 && found.length === 0) return;
  draft.addNeighbours(found);
  const reach =
    unread.length === 0 && failures.length === 0 ? arpReach(block.command?.argv ?? []) : undefined;
  const limits = limitsOf(block);
  draft.cover('neighbours', reach && limits ? [{ ...reach, ...limits }] : []);
  draft.evidence('neighbours', commandOf(block), block.lines.join('\n'));
}

export const arp = {
  kind: 'arp',
  printedBy: ({ argv }) => argv[0] === 'arp' && !argv.includes('-s') && !argv.includes('-d'),
  form: isArpLine,
  lines: { formed: true, canBelong: isLikeArpLine },
  state: true,
  part: 'neighbours',
  answers: ['neighbour'],
  read,
} satisfies Output;
