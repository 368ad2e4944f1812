import { mkdirSync, writeFileSync } from 'node:fs';
import { compare, type Disagreement } from './compare.ts';
import type { Configuration } from './configuration.ts';
import { generate } from './generate.ts';
import { type KernelAnswer, observe } from './namespace.ts';

/** A failing host, made as small as it gets, with what the kernel listed and answered: replayed by the tests ever after. */
export interface Regression {
  /** Where it came from, or what it shows. */
  about: string;
  kernelRelease: string;
  configuration: Configuration;
  listings: Record<string, string>;
  answers: KernelAnswer[];
}

export interface DifferentialResult {
  configurations: number;
  queries: number;
  /** Questions that the model left open, with its reasons. */
  unknown: Disagreement[];
  failure?: { seed: number; disagreements: Disagreement[]; regression: Regression };
}

/** Parts of a configuration in the order in which leaving out pays most. */
const PARTS = ['queries', 'setup6', 'setup4', 'late', 'sysctls', 'links'] as const;

function stillFails(configuration: Configuration): boolean {
  return compare(configuration.queries, observe(configuration)).disagreements.length > 0;
}

/** Leaves out lines, in ever smaller runs, as long as model and kernel go on to differ. */
export function shrink(failing: Configuration): Configuration {
  let smallest = failing;
  for (const part of PARTS) {
    for (let run = smallest[part].length; run >= 1; run = run === 1 ? 0 : Math.ceil(run / 2)) {
      for (let start = 0; start < smallest[part].length; ) {
        const lines = smallest[part].toSpliced(start, run);
        const candidate = { ...smallest, [part]: lines };
        if (candidate.queries.length > 0 && stillFails(candidate)) smallest = candidate;
        else start += run;
      }
    }
  }
  return smallest;
}

function regressionOf(about: string, configuration: Configuration, kernelRelease: string): Regression {
  const { listings, answers } = observe(configuration);
  return { about, kernelRelease, configuration, listings, answers };
}

/** Keeps a regression file beside the tests; its path. */
export function keepRegression(name: string, regression: Regression): string {
  const folder = new URL('./regressions/', import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  const path = `${folder}${name}.json`;
  writeFileSync(path, `${JSON.stringify(regression, null, 1)}\n`);
  return path;
}

/** Random hosts from `seed` on, each asked `queriesEach` questions, until model and kernel differ. */
export function runDifferential(options: {
  seed: number;
  configurations: number;
  queriesEach: number;
  kernelRelease: string;
  progress?: (done: number) => void;
}): DifferentialResult {
  const result: DifferentialResult = { configurations: 0, queries: 0, unknown: [] };
  for (let seed = options.seed; seed < options.seed + options.configurations; seed++) {
    const configuration = generate(seed, options.queriesEach);
    const { disagreements, unknown } = compare(configuration.queries, observe(configuration));
    result.configurations++;
    result.queries += configuration.queries.length;
    result.unknown.push(...unknown);
    if (disagreements.length > 0) {
      const queries = disagreements.slice(0, 1).map(({ query }) => query);
      const alone = { ...configuration, queries };
      const small = shrink(stillFails(alone) ? alone : configuration);
      const regression = regressionOf(`seed ${seed}`, small, options.kernelRelease);
      return { ...result, failure: { seed, disagreements, regression } };
    }
    options.progress?.(result.configurations);
  }
  return result;
}
