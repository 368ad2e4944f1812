import { ownersRoot } from '../owners/root.ts';
import { compareOwned, OWNED } from './owned.ts';
import { type ComparedChange, compareChange } from './real.ts';
import { CHANGES } from './scenario.ts';

/**
 * `npm run test:changes [-- WORD…]`: planned changes in namespaces, and on hosts that boot with netplan or NetworkManager, foretold
 * from a transcript, made for real, and every flow asked before and after. Needs root, and Debian or Ubuntu.
 */
const words = process.argv.slice(2);
const totals = { changes: 0, rows: 0, unknown: 0, wrong: 0 };
const outcomes = new Map<string, number>();
const isChosen = ({ name }: { name: string }) =>
  words.length === 0 || words.some((word) => name.includes(word));
for (const scenario of CHANGES.filter(isChosen)) tell(scenario.name, await compareChange(scenario));
for (const owner of ['netplan', 'NetworkManager']) {
  const changes = OWNED.filter((one) => one.owner === owner && isChosen(one));
  if (changes.length === 0) continue;
  const root = ownersRoot((text) => console.log(text));
  for await (const { change, compared } of compareOwned(root, owner, changes)) tell(change.name, compared);
}
const counts = [...outcomes].map(([outcome, number]) => `${number} ${outcome}`).join(', ');
console.log(
  `${totals.changes} changes, ${totals.rows} flows (${counts}): ${totals.wrong} not as foretold, ${totals.unknown} not foretold`,
);
if (totals.wrong > 0 || totals.changes === 0) process.exitCode = 1;

function tell(name: string, compared: ComparedChange): void {
  totals.changes += 1;
  totals.rows += compared.rows.length;
  for (const { row } of compared.rows) outcomes.set(row.outcome, (outcomes.get(row.outcome) ?? 0) + 1);
  totals.unknown += compared.rows.filter(({ row }) => row.outcome === 'unknown').length;
  const wrong = faultsOf(compared);
  totals.wrong += wrong.length;
  console.log(`${wrong.length === 0 ? 'ok' : 'WRONG'}  ${name}: ${compared.document.summary}`);
  for (const line of wrong) console.log(`       ${line}`);
}

function faultsOf({ rows, wrongLines }: ComparedChange): string[] {
  const flows = rows.flatMap(({ row, wrong }) =>
    wrong === undefined
      ? []
      : [`${row.title} from ${row.fromTitle}, ${row.outcome}: ${wrong} (${row.headline})`],
  );
  return [...flows, ...wrongLines];
}
