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
