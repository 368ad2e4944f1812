import type { Evidence } from '../model/index.ts';

/** Evidence with ids that are free beside those in use: `probe`, `probe-2`, `probe-3` … */
export function withFreeIds(evidence: readonly Evidence[], inUse: readonly Evidence[]): Evidence[] {
  const used = new Set(inUse.map(({ id }) => id));
  return evidence.map((item) => {
    const kind = item.id.replace(/-\d+$/, '');
    let id = kind;
    for (let at = 2; used.has(id); at++) id = `${kind}-${at}`;
    used.add(id);
    return { ...item, id };
  });
}

/** Entries that name their evidence, after it got other ids: `before` and `after` are the same evidence in the same order. */
export function asRenamed<Entry extends { evidence?: string | undefined }>(
  entries: readonly Entry[],
  before: readonly Evidence[],
  after: readonly Evidence[],
): Entry[] {
  const ids = new Map(before.map(({ id }, at) => [id, after[at]?.id]));
  return entries.map((entry) => {
    const evidence = entry.evidence === undefined ? undefined : ids.get(entry.evidence);
    return evidence === undefined ? entry : { ...entry, evidence };
  });
}
