import { jsonItems } from './forms/json.ts';
import type { Kind } from './kinds.ts';

/** The kind of iproute2's or nft's JSON, by the keys of its first objects. */
export function kindOfJson(lines: readonly string[]): Kind | undefined {
  const source = lines.join('\n');
  if (/^\s*\{\s*"nftables"/.test(source.slice(0, 400))) return 'nft';
  const { items } = jsonItems(source.slice(0, 200_000));
  const item = items[0];
  if (item === undefined) return undefined;
  if ('ifname' in item) return 'interfaces';
  if ('priority' in item) return 'rules';
  if (!('dst' in item)) return undefined;
  if (Array.isArray(item['state']) || 'lladdr' in item) return 'neighbours';
  return 'cache' in item || 'uid' in item ? 'route-get' : 'routes';
}
