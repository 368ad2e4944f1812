import { withoutFailures } from '../forms/failures.ts';
import { isJson, jsonItems } from '../forms/json.ts';
import { quoted } from '../forms/text.ts';
import { readIpCommand, showsObject } from '../ip-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isVrfHeading, isVrfRow, parseVrfs, readVrfsJson } from '../parsers/vrf.ts';
import { closedLimitsOf, limitsOf } from '../scopes/shown.ts';

/** `ip vrf show [NAME]`, text and JSON. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const ip = block.command ? readIpCommand(block.command.argv) : undefined;
  const json = isJson(lines) ? jsonItems(lines.join('\n')) : undefined;
  const { found, unread } = json ? readVrfsJson(json.items) : parseVrfs(lines);
  for (const because of [...failures, ...unread])
    draft.gap('links', { kind: 'unread', text: quoted(because) });
  if (block.partial !== undefined) draft.gap('links', block.partial);
  const whole = failures.length + unread.length === 0 && json?.rest === undefined && ip?.args.length === 0;
  const limits = json ? closedLimitsOf(block) : limitsOf(block);
  draft.addLinks(found);
  draft.cover('links', whole && limits ? [{ kind: 'vrf', ...limits }] : []);
  draft.evidence('vrfs', commandOf(block), block.lines.join('\n'));
}

export const vrf = {
  kind: 'vrf',
  printedBy: ({ argv }) => showsObject(argv, 'vrf'),
  form: isVrfHeading,
  json: (item) => 'name' in item && 'table' in item,
  lines: { formed: true, unmistakable: true, canBelong: isVrfRow, continues: isVrfRow },
  state: true,
  part: 'links',
  answers: ['vrf'],
  read,
} satisfies Output;
