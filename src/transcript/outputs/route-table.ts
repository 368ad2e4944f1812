import { withoutFailures } from '../forms/failures.ts';
import { netstatLists } from '../netstat-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isLikeRouteTableLine, isRouteTableLine, parseRouteTable } from '../parsers/route-table.ts';
import { limitsOf } from '../scopes/shown.ts';
import { noteUnread } from '../unread.ts';

/** `route -n` and `netstat -rn`: the main table. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const { found, unread } = parseRouteTable(lines);
  const six = lines.some((line) => line.includes('Next Hop')) || found.some((route) => route.family === 6);
  const four = lines.some((line) => /Genmask/.test(line)) || found.some((route) => route.family === 4);
  noteUnread(draft, block, six && !four ? 'routes6' : 'routes4', [...failures, ...unread]);
  const limits = unread.length === 0 && failures.length === 0 ? limitsOf(block) : undefined;
  for (const family of [4, 6] as const) {
    if (family === 4 ? !four : !six) continue;
    // `ip route` says more of the same table: keep that where it is known.
    if (draft.covers('routes', { family, table: 'main', endUnseen: true })) continue;
    const routes = found.filter((route) => route.family === family);
    // The form of this listing is that of main alone, with or without its command.
    const { endUnseen } = limits ?? {};
    const scope = { family, table: 'main', ...(endUnseen ? { endUnseen } : {}) };
    draft.addRoutes(family, routes, limits && scope);
  }
  if (four || six)
    draft.evidence(six && !four ? 'routes6' : 'routes', commandOf(block), block.lines.join('\n'));
}

export const routeTable = {
  kind: 'route-table',
  printedBy: ({ argv }) =>
    (argv[0] === 'route' && !argv.includes('add') && !argv.includes('del')) ||
    (argv[0] === 'netstat' && netstatLists(argv) === 'routes'),
  form: isRouteTableLine,
  lines: { formed: true, unmistakable: true, canBelong: isLikeRouteTableLine },
  state: true,
  part: 'routes4',
  answers: ['routes'],
  read,
} satisfies Output;
