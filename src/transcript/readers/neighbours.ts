import { type Block, commandOf } from '../block.ts';
import { jsonItems } from '../forms/json.ts';
import { quoted } from '../forms/text.ts';
import { deviceScopeOf, readIpCommand } from '../ip-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { parseNeighbours, readNeighboursJson } from '../parsers/neighbour.ts';
import { isJson, withoutFailures } from './failures.ts';

/** `ip neigh`, text and JSON. */
export function readNeighbours(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const ip = block.command ? readIpCommand(block.command.argv) : undefined;
  const { dev } = deviceScopeOf(ip);
  for (const failure of failures) draft.gap('neighbours', failure);
  const json = isJson(lines) ? jsonItems(lines.join('\n')) : undefined;
  const reading = json ? readNeighboursJson(json.items, dev) : parseNeighbours(lines, dev);
  for (const line of reading.unread) draft.gap('neighbours', `cannot read: ${quoted(line)}`);
  if (json?.rest !== undefined) draft.gap('neighbours', `the listing is cut: ${quoted(json.rest)}`);
  if (block.partial !== undefined) draft.gap('neighbours', block.partial);
  if (failures.length > 0 && reading.found.length === 0) return;
  draft.addNeighbours(reading.found);
  draft.evidence('neighbours', commandOf(block), block.lines.join('\n'));
}
