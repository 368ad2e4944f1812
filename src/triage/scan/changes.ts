import type { InterfaceFinding } from '../../analyzer/model/index.ts';
import type { ScannedHost } from '../events.ts';

/** An address, or a whole host, that fares otherwise than in an earlier scan. */
export type Change =
  | { kind: 'address'; host: string; now: InterfaceFinding; before?: InterfaceFinding }
  /** It is not there any more. */
  | { kind: 'gone'; host: string; before: InterfaceFinding }
  | { kind: 'unread'; host: string; now: Extract<ScannedHost, { kind: 'failed' }> }
  | { kind: 'read-again'; host: string };

/**
 * What differs between two scans of the same hosts. An address that was not there before is news only where it is stopped, and one
 * that may or may not be answered is none while that is all that can be said of it. A host that was not asked about before is told
 * of as far as it is stopped.
 */
export function changesBetween(before: readonly ScannedHost[], now: readonly ScannedHost[]): Change[] {
  const earlier = new Map(before.map((result) => [result.host, result]));
  return now.flatMap((result): Change[] => {
    const old = earlier.get(result.host);
    const { host } = result;
    if (result.kind === 'failed')
      return old?.kind === 'failed' ? [] : [{ kind: 'unread', host, now: result }];
    // What was not read says nothing of what has changed meanwhile.
    const again: Change[] = old?.kind === 'failed' ? [{ kind: 'read-again', host }] : [];
    return [
      ...again,
      ...addressChanges(host, old?.kind === 'read' ? old.finding.interfaces : [], result.finding.interfaces),
    ];
  });
}

function addressChanges(
  host: string,
  before: readonly InterfaceFinding[],
  now: readonly InterfaceFinding[],
): Change[] {
  const keyOf = (one: InterfaceFinding): string => `${one.interface} ${one.address}`;
  const earlier = new Map(before.map((one) => [keyOf(one), one]));
  const later = new Set(now.map(keyOf));
  const changed = now.flatMap((one): Change[] => {
    const old = earlier.get(keyOf(one));
    if (!old) return one.status === 'stopped' ? [{ kind: 'address', host, now: one }] : [];
    const isSame = old.status === one.status && (one.status !== 'stopped' || old.cause === one.cause);
    return isSame ? [] : [{ kind: 'address', host, now: one, before: old }];
  });
  const gone = before
    .filter((one) => !later.has(keyOf(one)))
    .map((one): Change => ({ kind: 'gone', host, before: one }));
  return [...changed, ...gone];
}
