import { PRODUCT_FAULTS, type ProductRun } from './faults.ts';
import { explore, type ProductEnded, play } from './run.ts';
import { type Stage, setStage } from './stage.ts';

/** Every fault at every so many boundaries; short and long outages take turns. */
export function everyProductRun(boundaries: readonly string[], stride = 1): ProductRun[] {
  const faults = PRODUCT_FAULTS.filter((fault) => fault !== 'none');
  return faults.flatMap((fault, at) =>
    boundaries.flatMap((boundary, index): ProductRun[] => {
      if ((index + at) % stride !== 0) return [];
      const turn = Math.floor((index + at) / stride);
      return [{ fault, boundary, outage: (turn + at) % 2 === 0 ? 'short' : 'long' }];
    }),
  );
}

/** Plays what is chosen of all boundaries, on so many stages at a time; `onEnded` after each. */
export async function runProduct(
  choose: (boundaries: readonly string[]) => readonly ProductRun[],
  parallel: number,
  onEnded: (ended: ProductEnded) => void = () => undefined,
): Promise<ProductEnded[]> {
  const stages: Stage[] = [];
  const ended: ProductEnded[] = [];
  let waiting: ProductRun[] | undefined;
  const begin = async () => {
    const stage = await setStage();
    stages.push(stage);
    return { stage, ...(await explore(stage)) };
  };
  const lane = async (): Promise<void> => {
    let on = await begin();
    waiting ??= [...choose(on.boundaries)];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const run = next;
      const one = await play(on.stage, run, on.looks).catch(
        (error: Error): ProductEnded => ({ ...run, outcome: 'wrong', line: error.message, seconds: 0 }),
      );
      ended.push(one);
      onEnded(one);
      // Nothing follows on a stage that may not be as it was.
      if (one.outcome === 'wrong' || one.outcome === 'unknown') {
        await on.stage.end();
        on = await begin();
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: parallel }, lane));
  } finally {
    await Promise.all(stages.map((stage) => stage.end()));
  }
  return ended;
}
