import type { Route } from '../../analyzer/model/index.ts';
import { isAddress, isMasked, maskLength, plainAddress, prefixOf } from '../forms/addresses.ts';
import { decimal, wordsOf } from '../forms/text.ts';
import type { Reading } from './reading.ts';

/** `route -n` and `netstat -rn`, IPv4 and IPv6. They show the main table alone, and no source, scope or TOS. */
export function parseRouteTable(lines: readonly string[]): Reading<Route> {
  const found: Route[] = [];
  const unread: string[] = [];
  let family: 4 | 6 = 4;
  let metricColumn = 4;
  for (const line of lines) {
    const words = wordsOf(line.slice(0, 1000));
    if (words.length === 0 || /^Kernel /.test(line.trim())) continue;
    if (words[0] === 'Destination') {
      family = line.includes('Next Hop') ? 6 : 4;
      metricColumn = words.findIndex((word) => word.startsWith('Met'));
      // "Next Hop" is two words of the header and one of the row.
      if (family === 6 && metricColumn !== -1) metricColumn -= 1;
      continue;
    }
    const route = family === 6 ? routeOf6(words, metricColumn) : routeOf4(words, metricColumn);
    if (route === 'cloned') continue;
    if (route) found.push(route);
    else unread.push(line);
  }
  return { found, unread };
}

function routeOf4(words: readonly string[], metricColumn: number): Route | undefined {
  const [destination = '', gateway = '', mask = '', flags = ''] = words;
  const length = maskLength(mask);
  const network = destination === 'default' ? '0.0.0.0' : destination;
  const dev = words.at(-1) ?? '';
  if (
    length === undefined ||
    !isAddress(network, 4) ||
    words.length < 8 ||
    !/^[UGHRDMAC!n]{1,8}$/.test(flags)
  ) {
    return undefined;
  }
  const route: Route = {
    family: 4,
    type: flags.includes('!') ? 'unreachable' : 'unicast',
    destination: `${network}/${length}`,
    table: 'main',
    nextHops: [],
  };
  const metric = metricColumn === -1 ? undefined : decimal(words[metricColumn]);
  if (metric !== undefined && metric > 0) route.metric = metric;
  // Without a device it is a reject route, which some versions print without its mark.
  if (dev === '*') route.type = flags.includes('!') ? 'unreachable' : 'blackhole';
  else if (!flags.includes('!')) addHop(route, dev, flags.includes('G') ? gateway : undefined);
  return route;
}

/** `cloned` for rows that are no route of main: local addresses (`Un`), cache entries, the kernel's null entry. */
function routeOf6(words: readonly string[], metricColumn: number): Route | 'cloned' | undefined {
  const [destination = '', gateway = '', flags = ''] = words;
  const prefix = prefixOf(destination === '[::]/0' ? '::/0' : destination.replace(/^\[|\]/g, ''), 6);
  if (prefix === undefined || words.length < 6) return undefined;
  if (/n/.test(flags) || /C/.test(flags) || (prefix.cidr === 'ff00::/8' && gateway.includes('::')))
    return 'cloned';
  const route: Route = {
    family: 6,
    type: flags.includes('!') ? 'unreachable' : 'unicast',
    destination: prefix.cidr,
    table: 'main',
    nextHops: [],
  };
  const metric = metricColumn === -1 ? undefined : decimal(words[metricColumn]);
  if (metric !== undefined) route.metric = metric;
  const next = gateway.replace(/[[\]]/g, '');
  if (!flags.includes('!')) addHop(route, words.at(-1) ?? '', flags.includes('G') ? next : undefined);
  return route;
}

function addHop(route: Route, dev: string, gateway: string | undefined): void {
  const flags: string[] = [];
  if (gateway !== undefined && isMasked(gateway)) flags.push('gateway-masked');
  const hop: Route['nextHops'][number] = { dev, flags };
  if (isAddress(gateway)) hop.gateway = plainAddress(gateway);
  else if (gateway !== undefined && flags.length === 0)
    route.notUnderstood = `gateway ${gateway}`.slice(0, 100);
  route.nextHops.push(hop);
}

/** Whether the line is a heading or a row of `route -n` and `netstat -rn`. */
export function isRouteTableLine(line: string): boolean {
  const trimmed = line.trim();
  return (
    /^Kernel IP(?:v6)? routing table|^Destination\s+(?:Gateway|Next Hop)\s/.test(trimmed) || isRow(trimmed)
  );
}

/** Whether the line can be one of the listing that was damaged. */
export function isLikeRouteTableLine(line: string): boolean {
  const [first = '', second] = wordsOf(line.slice(0, 300));
  if (/^(?:Kernel|default|Destination)$/.test(first)) return true;
  const network = /^(?:[[<*\d-]|[0-9a-f]{0,4}:)/i;
  return network.test(first) && (second === undefined || network.test(second));
}

/** A row of `route -n` or `netstat -rn`: destination, gateway, mask, flags, three numbers, interface. */
function isRow(trimmed: string): boolean {
  const words = wordsOf(trimmed);
  return (
    words.length >= 8 &&
    /^U?[GHRDMACN!]{0,6}$|^!|^U/.test(words[3] ?? '') &&
    /^(?:\d{1,3}\.){3}\d{1,3}$/.test(words[2] ?? '') &&
    words.slice(4, 7).every((word) => /^\d+$/.test(word))
  );
}
