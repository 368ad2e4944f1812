import { markdownTable } from '../calibration/table.ts';

const OUTCOMES = {
  kept: 'confirmed and there',
  restored: 'as it was',
  unknown: 'said unknown',
  /** The run passed its boundary by another way, or ended before it: it says nothing of the fault. */
  'not-struck': 'never struck',
  wrong: 'wrong',
} as const;
/** How a run ended. */
export type Outcome = keyof typeof OUTCOMES;

/** Whether a run ended as it must: fixed and verified, or as it was. */
export const isSafe = (outcome: Outcome): boolean => outcome === 'kept' || outcome === 'restored';

/** What came of the runs of one kind. */
export type Row = { name: string; ended: readonly Outcome[] };

/** Kinds of faults and what came of them, with their sum. */
export function tableOf(what: string, rows: readonly Row[]): string {
  const outcomes = Object.keys(OUTCOMES) as Outcome[];
  const cells = ({ name, ended }: Row) => [
    name,
    String(ended.length),
    ...outcomes.map((outcome) => String(ended.filter((one) => one === outcome).length)),
  ];
  const played = rows.filter(({ ended }) => ended.length > 0);
  const all = { name: 'all', ended: played.flatMap(({ ended }) => ended) };
  return markdownTable([[what, 'runs', ...Object.values(OUTCOMES)], ...[...played, all].map(cells)]);
}
