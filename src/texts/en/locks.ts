import type { Lock } from '../workflow/refusals.ts';
import { count } from './count.ts';

/** Why the changes of a group wait, in a clause, with the figures that they wait for. */
export function lockWords({ group, judged, right, verdicts, precision }: Lock): string {
  const where = group === null ? 'hosts of no group' : `group ${group}`;
  const so = judged === 0 ? 'none was judged yet' : `${right} of ${judged} judged ones were right`;
  return `Changes of ${where} wait for ${count(verdicts, 'judged verdict')}, ${percent(precision)} of them right (apply.unlock): ${so}`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
