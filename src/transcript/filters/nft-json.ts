import type { FilterBase } from '../../analyzer/model/index.ts';
import { asNftText, elementText } from './nft-json-text.ts';
import type { NftListing } from './nft-text.ts';
import { chainOf, newTable, type RawTable } from './raw-tables.ts';

type Json = Record<string, unknown>;

/** Reads `nft -j list ruleset`; `undefined` where it is no JSON (cut, or an error text). */
export function readNftJson(text: string): NftListing | undefined {
  const items = itemsOf(text);
  if (items === undefined) return undefined;
  const listing: NftListing = { tables: [], legacyTables: false };
  const byName = new Map<string, RawTable>();
  const tableOf = (family: string, name: string): RawTable => {
    const key = `${family} ${name}`;
    const known = byName.get(key);
    if (known) return known;
    const table = newTable('nft', family, name);
    byName.set(key, table);
    listing.tables.push(table);
    return table;
  };
  for (const item of items) {
    if (!isObject(item)) continue;
    for (const [kind, body] of Object.entries(item)) if (isObject(body)) readItem(kind, body, tableOf);
  }
  return listing;
}

function itemsOf(text: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) && Array.isArray(parsed['nftables']) ? parsed['nftables'] : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readItem(kind: string, body: Json, tableOf: (family: string, name: string) => RawTable): void {
  const family = String(body['family'] ?? 'ip');
  if (kind === 'table') {
    const table = tableOf(family, String(body['name']));
    if ([body['flags']].flat().includes('dormant')) table.dormant = true;
    return;
  }
  if (!['chain', 'rule', 'set', 'map'].includes(kind)) return;
  const table = tableOf(family, String(body['table']));
  if (kind === 'chain') readChain(table, body);
  else if (kind === 'rule') readRule(table, body);
  else readSet(table, body);
}

function readChain(table: RawTable, body: Json): void {
  const chain = chainOf(table, String(body['name']));
  if (typeof body['hook'] !== 'string') return;
  const devices = [body['dev'], body['devices']].flat().filter((name) => typeof name === 'string');
  const base: FilterBase = {
    type: String(body['type'] ?? 'filter'),
    hook: body['hook'],
    ...(typeof body['prio'] === 'number' ? { priority: body['prio'] } : {}),
    policy: body['policy'] === 'drop' ? 'drop' : 'accept',
    ...(devices.length > 0 ? { devices } : {}),
  };
  chain.base = base;
}

function readRule(table: RawTable, body: Json): void {
  const statements = Array.isArray(body['expr']) ? body['expr'] : [];
  const counters = statements.flatMap((one) =>
    isObject(one) && isObject(one['counter']) ? [one['counter']['packets']] : [],
  );
  const [packets] = counters;
  const comment =
    typeof body['comment'] === 'string' ? ` comment "${body['comment'].replaceAll('"', "'")}"` : '';
  chainOf(table, String(body['chain'])).rules.push({
    text: `${statements.map(asNftText).join(' ')}${comment}`,
    ...(typeof body['handle'] === 'number' ? { handle: body['handle'] } : {}),
    ...(typeof packets === 'number' ? { packets } : {}),
  });
}

function readSet(table: RawTable, body: Json): void {
  const elements = Array.isArray(body['elem']) ? body['elem'] : [];
  const flags = Array.isArray(body['flags']) ? body['flags'] : [body['flags']];
  table.sets.set(String(body['name']), {
    type: typeText(body['type']),
    elements: elements.map(elementText).join(', '),
    // JSON leaves the flag `dynamic` out: a set whose elements run out may be one.
    changing: flags.includes('dynamic') || flags.includes('timeout'),
    ...(body['map'] === undefined ? {} : { valueType: typeText(body['map']) }),
  });
}

function typeText(type: unknown): string {
  if (Array.isArray(type)) return type.map(String).join(' . ');
  if (isObject(type)) return asNftText(type['typeof'] ?? type);
  return String(type);
}
