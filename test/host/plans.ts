import type { Change, Plan } from '../../src/analyzer/model/index.ts';

/** What sends the replies of server-b's eth1 out eth1: two routes in a table of their own, and the rule that leads there. */
export function policyRouting(table: number, preference: number): readonly Change[] {
  const route = { kind: 'route', family: 4, table, dev: 'eth1' } as const;
  return [
    { ...route, destination: '172.16.5.0/24', scope: 'link', prefsrc: '172.16.5.4' },
    { ...route, destination: '0.0.0.0/0', gateway: '172.16.5.1' },
    { kind: 'rule', family: 4, preference, from: '172.16.5.4/32', table },
  ];
}

/** Loose source validation on server-b's eth1. */
export const LOOSE: Change = {
  kind: 'sysctl',
  key: 'net.ipv4.conf.eth1.rp_filter',
  before: '1',
  after: '2',
};

/** A plan of these changes, as far as a host is told of it. */
export function planOf(changes: readonly Change[]): Plan {
  const steps = changes.map((change, at) => ({ id: String(at + 1), change, do: [], undo: [], check: [] }));
  return { hash: 'h', restsOn: {}, steps, files: [], blastRadius: [] };
}
