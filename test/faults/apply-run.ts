// `npm run test:faults -- [apply] [--stride N] [--parallel N] [--only FAULT]`: one fault a run, at every boundary.
import { parseArgs } from 'node:util';
import { type Ended, everyRun, FAULTS, type Outcome, runAll } from './host-faults.ts';

/** The calls of `ip` from the beginning of "apply" to the end of the undo, with some to spare. */
const LAST_POINT = 42;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stride: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '6' },
    only: { type: 'string' },
  },
});
if (positionals.some((name) => name !== 'apply'))
  throw new Error('Only options follow the name of the suite.');

const runs = everyRun(LAST_POINT, Number(values.stride)).filter(
  ({ fault }) => values.only === undefined || fault === values.only,
);
process.stderr.write(`${runs.length} runs\n`);
const ended = await runAll(runs, Number(values.parallel), (one) => {
  if (one.outcome === 'kept' || one.outcome === 'restored') return;
  process.stderr.write(
    `${one.outcome}: ${one.fault} at ${one.point}, ${one.after}, ${one.shell}: ${one.line}\n`,
  );
});

const OUTCOMES = ['kept', 'restored', 'unknown', 'wrong'] as const satisfies readonly Outcome[];
const count = (of: readonly Ended[], outcome: Outcome) => of.filter((one) => one.outcome === outcome).length;
const row = (name: string, of: readonly Ended[]) =>
  `| ${name} | ${of.length} | ${OUTCOMES.map((outcome) => count(of, outcome)).join(' | ')} |`;

console.log('| fault | runs | confirmed and there | as it was | said unknown | wrong |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const fault of FAULTS) {
  const those = ended.filter((one) => one.fault === fault);
  if (those.length > 0) console.log(row(fault, those));
}
console.log(row('all', ended));
process.exitCode = count(ended, 'wrong') + count(ended, 'unknown') === 0 ? 0 : 1;
