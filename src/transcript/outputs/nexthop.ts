import { withoutFailures } from '../forms/failures.ts';
import { isJson, jsonItems } from '../forms/json.ts';
import { quoted } from '../forms/text.ts';
import { readIpCommand, showsObject } from '../ip-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isNextHopLine, parseNextHops, readNextHopsJson } from '../parsers/nexthop.ts';
import { closedLimitsOf, limitsOf } from '../scopes/shown.ts';

/** `ip nexthop`, text and JSON. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const ip = block.command ? readIpCommand(block.command.argv) : undefined;
  const json = isJson(lines) ? jsonItems(lines.join('\n')) : undefined;
  const { found, unread } = json ? readNextHopsJson(json.items) : parseNextHops(lines);
  for (const because of [...failures, ...unread])
    draft.gap('next-hops', { kind: 'unread', text: quoted(because) });
  const known = new Map(
    [...(draft.state.nextHopObjects ?? []), ...found].map((object) => [object.id, object]),
  );
  draft.state.nextHopObjects = [...known.values()];
  const whole = failures.length + unread.length === 0 && json?.rest === undefined && ip?.args.length === 0;
  const limits = json ? closedLimitsOf(block) : limitsOf(block);
  const family = ip?.family === undefined ? {} : { family: ip.family };
  draft.cover('next-hops', whole && limits ? [{ ...family, ...limits }] : []);
  draft.evidence('next-hops', commandOf(block), block.lines.join('\n'));
}

export const nexthop = {
  kind: 'nexthop',
  printedBy: ({ argv }) => showsObject(argv, 'nexthop'),
  form: isNextHopLine,
  json: (item) => 'id' in item && !('name' in item) && ('flags' in item || 'group' in item),
  lines: { formed: true, unmistakable: true, canBelong: (line) => /^\s*id\b/.test(line.slice(0, 40)) },
  state: true,
  part: 'next-hops',
  answers: ['routes'],
  read,
} satisfies Output;
