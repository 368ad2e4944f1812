import type { HostState } from '../model/index.ts';

/** The routes of a table, as a plan notes what it rests on. */
export function routesInShort({ routes }: HostState, family: 4 | 6, table: string): string {
  const own = (routes[family] ?? []).filter((route) => route.table === table);
  return own
    .map(({ destination, nextHops }) => {
      const hops = nextHops.map(({ dev = '?', gateway }) =>
        gateway === undefined ? dev : `${dev} ${gateway}`,
      );
      return [destination, ...hops].join(' ');
    })
    .join(', ');
}

/** The policy rules, by their places and what they do. */
export function rulesInShort({ rules }: HostState, family: 4 | 6): string {
  const names = (rules[family] ?? []).map(
    ({ preference, action }) =>
      `${preference}:${action.kind === 'lookup' ? `lookup ${action.table}` : action.kind}`,
  );
  return names.join(' ');
}
