import { withoutFailures } from '../forms/failures.ts';
import { isJson, jsonItems } from '../forms/json.ts';
import { quoted } from '../forms/text.ts';
import { readIpCommand, showsObject } from '../ip-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import {
  isLikeNeighbourLine,
  isNeighbourLine,
  parseNeighbours,
  readNeighboursJson,
} from '../parsers/neighbour.ts';
import { neighbourQuestionOf } from '../scopes/neighbours.ts';
import { closedLimitsOf, limitsOf } from '../scopes/shown.ts';

/** `ip neigh`, text and JSON. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const ip = block.command ? readIpCommand(block.command.argv) : undefined;
  const { dev, reach } = neighbourQuestionOf(ip);
  for (const failure of failures) draft.gap('neighbours', failure);
  const json = isJson(lines) ? jsonItems(lines.join('\n')) : undefined;
  const reading = json ? readNeighboursJson(json.items, dev) : parseNeighbours(lines, dev);
  for (const line of reading.unread) draft.gap('neighbours', { kind: 'unread', text: quoted(line) });
  if (json?.rest !== undefined) draft.gap('neighbours', { kind: 'cut', text: quoted(json.rest) });
  if (block.partial !== undefined) draft.gap('neighbours', block.partial);
  if (failures.length > 0 && reading.found.length === 0) return;
  draft.addNeighbours(reading.found);
  const whole = reading.unread.length === 0 && failures.length === 0 && json?.rest === undefined;
  const limits = json ? closedLimitsOf(block) : limitsOf(block);
  draft.cover('neighbours', whole && ip && reach && limits ? [{ ...reach, ...limits }] : []);
  draft.evidence('neighbours', commandOf(block), block.lines.join('\n'));
}

export const neighbours = {
  kind: 'neighbours',
  printedBy: ({ argv }) => showsObject(argv, 'neighbor', { brief: false }),
  form: isNeighbourLine,
  json: (item) => 'dst' in item && (Array.isArray(item['state']) || 'lladdr' in item),
  lines: { formed: true, unmistakable: true, canBelong: isLikeNeighbourLine },
  state: true,
  part: 'neighbours',
  answers: ['neighbour'],
  read,
} satisfies Output;
