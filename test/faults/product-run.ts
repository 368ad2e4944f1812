import { PRODUCT_FAULTS } from './product/faults.ts';
import type { ProductEnded } from './product/run.ts';
import { everyProductRun, runProduct } from './product/suite.ts';
import { isSafe, type Outcome, type Row, tableOf } from './table.ts';

type Options = { stride: number; parallel: number; only: string | undefined; at: string | undefined };

/** The whole product: what is killed or cut, at every boundary from an approval to its record. @returns how each run ended */
export async function runProductSuite({ stride, parallel, only, at }: Options): Promise<Outcome[]> {
  const begun = performance.now();
  const ended = await runProduct(
    (boundaries) => {
      const runs = everyProductRun(boundaries, stride).filter(
        ({ fault, boundary }) => (only ?? fault) === fault && boundary.includes(at ?? ''),
      );
      process.stderr.write(`the product: ${boundaries.length} boundaries, ${runs.length} runs\n`);
      return runs;
    },
    parallel,
    (one) => {
      const { outcome, fault, boundary, outage, seconds, line } = one;
      const mark = isSafe(outcome) ? '' : '!! ';
      process.stderr.write(
        `${mark}${outcome}: ${fault} (${outage}) ${boundary}, ${seconds.toFixed(0)} s: ${line}\n`,
      );
    },
  );
  const rows: Row[] = PRODUCT_FAULTS.map((fault) => ({
    name: fault,
    ended: ended.filter((one: ProductEnded) => one.fault === fault).map(({ outcome }) => outcome),
  }));
  console.log(tableOf('the whole product', rows));
  console.log(`in ${((performance.now() - begun) / 60_000).toFixed(1)} min\n`);
  return ended.map(({ outcome }) => outcome);
}
