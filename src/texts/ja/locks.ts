import type { Lock } from '../workflow/refusals.ts';

/** Why the changes of a group wait, in a clause, with the figures that they wait for. */
export function lockWords({ group, judged, right, verdicts, precision }: Lock): string {
  const where = group === null ? 'グループなしのホスト' : `グループ ${group}`;
  const so = judged === 0 ? '評価はまだありません' : `評価 ${judged} 件のうち正しいものは ${right} 件です`;
  return `${where}の変更には、評価された診断 ${verdicts} 件と正答率 ${percent(precision)} が必要です (apply.unlock)。${so}`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
