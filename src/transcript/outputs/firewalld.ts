import { isZoneHeading, isZoneLine, parseZones } from '../filters/index.ts';
import { withoutFailures } from '../forms/failures.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';

/** Zones of firewalld with what belongs to them and what they let in. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  for (const failure of failures) draft.gap('filters', failure);
  const argv = block.command?.argv ?? [];
  const zones = parseZones(lines, argv.includes('--permanent'));
  // A zone of which lines are missing may let more in.
  if (block.partial !== undefined) for (const zone of zones) zone.listed = false;
  const isStopped = lines.some((line) => /^\s*(?:FirewallD is )?not running\s*$/i.test(line));
  if (zones.length > 0 || isStopped) {
    draft.programRules.addZones(zones);
    if (isStopped) draft.programRules.addStoppedFirewalld();
    draft.cover('filters', []);
  }
  draft.evidence('filters', commandOf(block), block.lines.join('\n'));
}

export const firewalld = {
  kind: 'firewalld',
  printedBy: ({ argv }) =>
    argv[0] === 'firewall-cmd' &&
    argv.some((word) => /^--(?:list-all(?:-zones)?|get-active-zones|info-zone(?:=.*)?|state)$/.test(word)),
  form: (line, next) => isZoneHeading(line, next),
  lines: { formed: true, blankLines: true, continues: isZoneLine, canBelong: (line) => /^\s+\S/.test(line) },
  state: true,
  part: 'filters',
  couldNotRun: (line) => /command not found|a password is required|Authorization failed/.test(line),
  answers: ['filter'],
  read,
} satisfies Output;
