import { type ComparedChange, compareChange } from './real.ts';
import { CHANGES } from './scenario.ts';

/**
 * `npm run test:changes [-- WORD…]`: planned changes in namespaces, foretold from a transcript, made for real, and every flow asked
 * before and after. Needs root.
 */
const words = process.argv.slice(2);
const totals = { changes: 0, rows: 0, unknown: 0, wrong: 0 };
const outcomes = new Map<string, number>();
for (const scenario of CHANGES) {
  if (words.length > 0 && !words.some((word) => scenario.name.includes(word))) continue;
  const compared = await compareChange(scenario);
  totals.changes += 1;
  totals.rows += compared.rows.length;
  for (const { row } of compared.rows) outcomes.set(row.outcome, (outcomes.get(row.outcome) ?? 0) + 1);
  totals.unknown += compared.rows.filter(({ row }) => row.outcome === 'unknown').length;
  const wrong = faultsOf(compared);
  totals.wrong += wrong.length;
  console.log(`${wrong.length === 0 ? 'ok' : 'WRONG'}  ${scenario.name}: ${compared.document.summary}`);
  for (const line of wrong) console.log(`       ${line}`);
}
const counts = [...outcomes].map(([outcome, number]) => `${number} ${outcome}`).join(', ');
console.log(
  `${totals.changes} changes, ${totals.rows} flows (${counts}): ${totals.wrong} not as foretold, ${totals.unknown} not foretold`,
);
if (totals.wrong > 0 || totals.changes === 0) process.exitCode = 1;

function faultsOf({ rows, wrongLines }: ComparedChange): string[] {
  const flows = rows.flatMap(({ row, wrong }) =>
    wrong === undefined
      ? []
      : [`${row.title} from ${row.fromTitle}, ${row.outcome}: ${wrong} (${row.headline})`],
  );
  return [...flows, ...wrongLines];
}
