import { ownersRoot } from '../owners/root.ts';
import { KEEP_FAULTS } from './keep/faults.ts';
import { runKeep } from './keep/suite.ts';
import { isSafe, type Outcome, tableOf } from './table.ts';

type Options = {
  stride: number;
  parallel: number;
  only: string | undefined;
  at: string | undefined;
  owner: string | undefined;
};

/** A file that keeps a change, on hosts that boot with systemd. @returns how each run ended */
export async function runKeepSuite({ stride, parallel, only, at, owner }: Options): Promise<Outcome[]> {
  const begun = performance.now();
  const tell = (text: string) => void process.stderr.write(`${text}\n`);
  const ended = await runKeep(
    ownersRoot(tell),
    ({ fault, point }) => (only ?? fault) === fault && (at ?? String(point)) === String(point),
    { stride, parallel, ...(owner === undefined ? {} : { of: owner }) },
    (one) => {
      const mark = isSafe(one.outcome) ? '' : '!! ';
      tell(`${mark}${one.outcome}: ${one.owner}, ${one.fault} at ${one.point}, ${one.after}: ${one.line}`);
    },
  );
  const rows = KEEP_FAULTS.map((name) => ({
    name,
    ended: ended.filter(({ fault }) => fault === name).map(({ outcome }) => outcome),
  }));
  console.log(tableOf('a file that keeps it', rows));
  console.log(`in ${((performance.now() - begun) / 60_000).toFixed(1)} min\n`);
  return ended.map(({ outcome }) => outcome);
}
