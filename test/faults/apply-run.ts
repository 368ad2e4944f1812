// `npm run test:faults -- apply`: one fault a run, at every boundary.
import { Option } from 'commander';
import { count, suiteCommand } from '../support/suite-command.ts';
import { everyRun, FAULTS, runAll } from './host-faults.ts';
import { runKeepSuite } from './keep-run.ts';
import { runProductSuite } from './product-run.ts';
import { isSafe, type Outcome, tableOf } from './table.ts';

/** The calls of `ip` from the beginning of "apply" to the end of the undo, with some to spare. */
const LAST_POINT = 42;

const PARTS = ['host', 'product', 'keep'] as const;
const { part, stride, parallel, only, at, owner } = suiteCommand(
  'test:faults',
  'A change with one fault a run, at every boundary: "npm run test:faults -- apply"; without --part all three. Needs root.',
)
  .addOption(
    new Option('--part <part>', "the host's program, the whole product, or files that keep").choices(PARTS),
  )
  .option('--stride <n>', 'every nth run alone', count, 1)
  .option('--parallel <n>', 'so many at once', count)
  .option('--only <fault>', 'this fault alone')
  .option(
    '--at <word>',
    "boundaries of the product whose name has this word; the number of a command on a file's way",
  )
  .option('--owner <word>', 'owners of files whose name has this word')
  .parse(process.argv.slice(3), { from: 'user' })
  .opts<{
    part?: (typeof PARTS)[number];
    stride: number;
    parallel?: number;
    only?: string;
    at?: string;
    owner?: string;
  }>();

/** One change of one host by its program alone. @returns how each run ended */
async function runHostSuite(): Promise<Outcome[]> {
  const begun = performance.now();
  const runs = everyRun(LAST_POINT, stride).filter(({ fault }) => (only ?? fault) === fault);
  process.stderr.write(`the host's program: ${runs.length} runs\n`);
  const all = await runAll(runs, parallel ?? 6, (one) => {
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
  product: () => runProductSuite({ stride, only, at, parallel: parallel ?? 3 }),
  keep: () => runKeepSuite({ stride, only, at, owner, parallel: parallel ?? 2 }),
};
const ended: Outcome[] = [];
for (const [name, run] of Object.entries(parts)) if ((part ?? name) === name) ended.push(...(await run()));
// Options that no run fits are a mistake, and no run that ended well.
if (ended.length === 0) throw new Error('No run fits these options.');
process.exitCode = ended.every(isSafe) ? 0 : 1;
