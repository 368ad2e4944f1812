import type { PlannedChange, PlannedReach } from '../../analyzer/model/index.ts';

/** A change whose effect is not known, and how far it may reach. */
export function notUnderstood(reach: PlannedReach = {}): PlannedChange {
  return { kind: 'not-understood', reach };
}

/** The word behind a keyword. */
export function wordAfter(words: readonly string[], name: string): string | undefined {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words[at + 1];
}
