// `npm run test:faults -- [apply] [--part host|product|keep] [--stride N] [--parallel N] [--only FAULT] [--at WORD] [--owner WORD]`: one fault a run, at every boundary.
import { parseArgs } from 'node:util';
import { everyRun, FAULTS, runAll } from './host-faults.ts';
import { runKeepSuite } from './keep-run.ts';
import { runProductSuite } from './product-run.ts';
import { isSafe, type Outcome, tableOf } from './table.ts';

/** The calls of `ip` from the beginning of "apply" to the end of the undo, with some to spare. */
const LAST_POINT = 42;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    part: { type: 'string' },
    stride: { type: 'string', default: '1' },
    parallel: { type: 'string' },
    only: { type: 'string' },
    /** Boundaries of the product whose name has this word; the number of a command on the way of a file. */
    at: { type: 'string' },
    owner: { type: 'string' },
  },
});
if (positionals.some((name) => name !== 'apply'))
  throw new Error('Only options follow the name of the suite.');
const { only, at, owner } = values;
const stride = Number(values.stride);

/** One change of one host by its program alone. @returns how each run ended */
async function runHostSuite(): Promise<Outcome[]> {
  const begun = performance.now();
  const runs = everyRun(LAST_POINT, stride).filter(({ fault }) => (only ?? fault) === fault);
  process.stderr.write(`the host's program: ${runs.length} runs\n`);
  const all = await runAll(runs, Number(values.parallel ?? 6), (one) => {
    if (isSafe(one.outcome)) return;
    process.stderr.write(
      `${one.outcome}: ${one.fault} at ${one.point}, ${one.after}, ${one.shell}: ${one.line}\n`,
    );
  });
  const ended = all.filter(({ struck }) => struck);
  const rows = FAULTS.map((name) => ({
    name,
    ended: ended.filter(({ fault }) => fault === name).map(({ outcome }) => outcome),
  }));
  console.log(tableOf("the host's program", rows));
  console.log(`in ${((performance.now() - begun) / 60_000).toFixed(1)} min\n`);
  return all.map(({ outcome }) => outcome);
}

const parts = {
  host: runHostSuite,
  product: () => runProductSuite({ stride, only, at, parallel: Number(values.parallel ?? 3) }),
  keep: () => runKeepSuite({ stride, only, at, owner, parallel: Number(values.parallel ?? 2) }),
};
const ended: Outcome[] = [];
for (const [name, run] of Object.entries(parts))
  if ((values.part ?? name) === name) ended.push(...(await run()));
// Options that no run fits are a mistake, and no run that ended well.
if (ended.length === 0) throw new Error('No run fits these options.');
process.exitCode = ended.every(isSafe) ? 0 : 1;
