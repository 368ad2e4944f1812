import type { NextHopObject } from '../../analyzer/model/index.ts';
import { isAddress, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { type JsonRecord, number, records, strings, text } from '../forms/json.ts';
import { decimal, wordsOf } from '../forms/text.ts';
import type { Reading } from './reading.ts';

/** Whether the line reads like one of `ip nexthop`. */
export function isNextHopLine(line: string): boolean {
  return /^\s*id \d{1,10} (?:via |dev |group |blackhole)/.test(line.slice(0, 60));
}

/** Entries of `ip nexthop`. */
export function parseNextHops(lines: readonly string[]): Reading<NextHopObject> {
  const found: NextHopObject[] = [];
  const unread: string[] = [];
  for (const line of lines) {
    const words = wordsOf(line.slice(0, 1000));
    const id = words[0] === 'id' ? decimal(words[1]) : undefined;
    if (words.length === 0) continue;
    if (id === undefined) {
      unread.push(line);
      continue;
    }
    const after = (name: string) => {
      const at = words.indexOf(name);
      return at === -1 ? undefined : words[at + 1];
    };
    const gateway = plainAddress(after('via') ?? '');
    found.push(
      compact<NextHopObject>({
        id,
        dev: after('dev'),
        gateway: isAddress(gateway) ? gateway : undefined,
        blackhole: words.includes('blackhole') ? true : undefined,
        group: words.includes('group') ? membersOf(after('group') ?? '') : undefined,
        scope: after('scope'),
        protocol: after('proto'),
        flags: words.filter((word) => /^(?:dead|linkdown|onlink|offload|trap|fdb)$/.test(word)),
      }),
    );
  }
  return { found, unread };
}

/** `1,2/10`: ids with their weights, of which 1 is not printed. */
function membersOf(group: string): { id: number; weight: number }[] {
  return group.split('/').flatMap((part) => {
    const [id, weight = '1'] = part.split(',');
    const known = decimal(id);
    return known === undefined ? [] : [{ id: known, weight: decimal(weight) ?? 1 }];
  });
}

/** Entries of `ip -j nexthop`. */
export function readNextHopsJson(items: readonly JsonRecord[]): Reading<NextHopObject> {
  const found: NextHopObject[] = [];
  const unread: string[] = [];
  for (const item of items) {
    const id = number(item['id']);
    const gateway = text(item['gateway']);
    if (id === undefined) unread.push(JSON.stringify(item));
    else {
      found.push(
        compact<NextHopObject>({
          id,
          dev: text(item['dev']),
          gateway: isAddress(gateway) ? plainAddress(gateway) : undefined,
          blackhole: 'blackhole' in item ? true : undefined,
          group: 'group' in item ? groupOf(records(item['group'])) : undefined,
          scope: text(item['scope']),
          protocol: text(item['protocol']),
          flags: strings(item['flags']),
        }),
      );
    }
  }
  return { found, unread };
}

function groupOf(members: readonly JsonRecord[]): { id: number; weight: number }[] {
  return members.flatMap((member) => {
    const id = number(member['id']);
    return id === undefined ? [] : [{ id, weight: number(member['weight']) ?? 1 }];
  });
}
