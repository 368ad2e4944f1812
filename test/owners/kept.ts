import { type Change, fileOf, type KeepableChange, kindOf } from '../../src/analyzer/model/index.ts';
import { sha256 } from '../../src/analyzer/remedies/sha256.ts';
import type { Owner } from './owners.ts';

/** eth1's address on the hosts of these tests. */
export const ADDRESS = '172.16.5.4';

/** The change that repairs eth1 there. */
export const KEPT: readonly KeepableChange[] = [
  {
    kind: 'route',
    family: 4,
    table: 1001,
    destination: '172.16.5.0/24',
    dev: 'eth1',
    scope: 'link',
    prefsrc: ADDRESS,
  },
  { kind: 'route', family: 4, table: 1001, destination: '0.0.0.0/0', dev: 'eth1', gateway: '172.16.5.1' },
  { kind: 'rule', family: 4, preference: 1001, from: `${ADDRESS}/32`, table: 1001 },
];

/** The words of changes as the host program takes them. */
export function wordsOf(changes: readonly Change[]): string {
  return changes.flatMap((change) => kindOf(change).wire(change)).join(' ');
}

/** The step that has this owner keep the change. */
export function keepWords({ keeper, place }: Owner): string {
  const kept = { interface: 'eth1', place, changes: [...KEPT] };
  const digest = sha256(fileOf(keeper).text(kept));
  return wordsOf([{ kind: 'keep', keeper, ...kept, digest }]);
}
