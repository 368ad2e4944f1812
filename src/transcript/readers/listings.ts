import { type Block, commandOf } from '../block.ts';
import { quoted } from '../forms/text.ts';
import { deviceScopeOf, readIpCommand } from '../ip-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { parseArp } from '../parsers/arp.ts';
import { parseBrief } from '../parsers/brief.ts';
import { parseIfconfig } from '../parsers/ifconfig.ts';
import { parseRouteTable } from '../parsers/route-table.ts';
import { parseSockets } from '../parsers/sockets.ts';
import { isProse } from '../recognise.ts';
import { isBlank, withoutFailures } from './failures.ts';

/** `ip -br addr` and `ip -br link`. */
export function readBrief(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const ip = block.command ? readIpCommand(block.command.argv) : undefined;
  const { links, addresses, unread } = parseBrief(lines);
  const showsAddresses = ip ? ip.object === 'address' : !links.some((link) => link.mac !== undefined);
  const part = showsAddresses ? 'addresses' : 'links';
  tell(draft, block, part, [...failures, ...unread]);
  if (links.length === 0) return;
  draft.addLinks(links, true);
  if (showsAddresses) {
    const scope = deviceScopeOf(ip);
    const whole =
      block.partial === undefined && unread.length === 0 && failures.length === 0 && !scope.filtered;
    const families = ip?.family === undefined ? ([4, 6] as const) : [ip.family];
    const devs = ip !== undefined && scope.dev === undefined ? ['*'] : links.map((link) => link.name);
    draft.addAddresses(addresses, whole ? { families, devs } : undefined, true);
    if (whole && devs.includes('*') && families.length === 2) draft.heard('addresses');
  }
  draft.evidence(part, commandOf(block), block.lines.join('\n'));
}

/** `ifconfig`: it leaves secondary addresses without a label out, so its listing is never taken for complete. */
export function readIfconfig(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const { links, addresses, unread } = parseIfconfig(lines);
  tell(draft, block, 'addresses', [...failures, ...unread.filter((line) => !isProse(line))]);
  if (links.length === 0) return;
  draft.addLinks(links, true);
  draft.addAddresses(addresses, undefined, true);
  draft.evidence('addresses', commandOf(block), block.lines.join('\n'));
}

/** `route -n` and `netstat -rn`: the main table. */
export function readRouteTable(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const { found, unread } = parseRouteTable(lines);
  const six = lines.some((line) => line.includes('Next Hop')) || found.some((route) => route.family === 6);
  const four = lines.some((line) => /Genmask/.test(line)) || found.some((route) => route.family === 4);
  tell(draft, block, six && !four ? 'routes6' : 'routes4', [...failures, ...unread]);
  const whole = block.partial === undefined && unread.length === 0 && failures.length === 0;
  for (const family of [4, 6] as const) {
    if (family === 4 ? !four : !six) continue;
    // `ip route` says more of the same table: keep that where it is known.
    if (draft.state.tablesListed[family]?.some((table) => table === 'main' || table === '*') !== true) {
      const routes = found.filter((route) => route.family === family);
      draft.addRoutes(family, routes, whole ? 'main' : undefined);
    }
  }
  if (four || six)
    draft.evidence(six && !four ? 'routes6' : 'routes', commandOf(block), block.lines.join('\n'));
}

/** `ss` and `netstat` of sockets. */
export function readSockets(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const { found, unread } = parseSockets(lines);
  tell(draft, block, 'sockets', [...failures, ...unread.filter((line) => !isProse(line))]);
  if (isBlank(lines)) return;
  const known = new Map((draft.state.sockets ?? []).map((socket) => [JSON.stringify(socket), socket]));
  for (const socket of found) known.set(JSON.stringify(socket), socket);
  draft.state.sockets = [...known.values()];
  draft.evidence('sockets', commandOf(block), block.lines.join('\n'));
}

/** `arp`. */
export function readArp(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const { found, unread } = parseArp(lines);
  tell(draft, block, 'neighbours', [...failures, ...unread]);
  if (failures.length > 0 && found.length === 0) return;
  draft.addNeighbours(found);
  draft.evidence('neighbours', commandOf(block), block.lines.join('\n'));
}

function tell(draft: ObservationDraft, block: Block, part: string, unread: readonly string[]): void {
  for (const line of unread) draft.gap(part, `cannot read: ${quoted(line)}`);
  if (block.partial !== undefined) draft.gap(part, block.partial);
}
