import { mkdirSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { compare, type Disagreement } from './compare.ts';
import type { Configuration } from './configuration.ts';
import { generate } from './generate.ts';
import { observe } from './namespace.ts';
import type { KernelAnswer, Observed } from './observation.ts';

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

/** Where hosts are built and asked: a namespace of this kernel, or a machine with another one. */
export interface Laboratory {
  kernelRelease: string;
  observe(configuration: Configuration): Observed | Promise<Observed>;
}

/** Namespaces of the running kernel. */
export const thisKernel: Laboratory = { kernelRelease: release(), observe };

async function stillFails(laboratory: Laboratory, configuration: Configuration): Promise<boolean> {
  const observed = await laboratory.observe(configuration);
  const { disagreements } = compare(configuration.queries, observed);
  // A device that was left out on the way is no disagreement.
  return disagreements.some(({ kernel }) => !kernel.startsWith('Cannot find device'));
}

/** Leaves out lines, in ever smaller runs, as long as model and kernel go on to differ. */
async function shrink(laboratory: Laboratory, failing: Configuration): Promise<Configuration> {
  let smallest = failing;
  for (const part of PARTS) {
    for (let run = smallest[part].length; run >= 1; run = run === 1 ? 0 : Math.ceil(run / 2)) {
      for (let start = 0; start < smallest[part].length; ) {
        const lines = smallest[part].toSpliced(start, run);
        const candidate = { ...smallest, [part]: lines };
        if (candidate.queries.length > 0 && (await stillFails(laboratory, candidate))) smallest = candidate;
        else start += run;
      }
    }
  }
  return smallest;
}

/** What is kept of a host: with the listings and answers of the kernel that it was built on. */
export async function recordRegression(
  laboratory: Laboratory,
  about: string,
  configuration: Configuration,
): Promise<Regression> {
  const { listings, answers } = await laboratory.observe(configuration);
  return { about, kernelRelease: laboratory.kernelRelease, configuration, listings, answers };
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
export async function runDifferential(options: {
  seed: number;
  configurations: number;
  queriesEach: number;
  laboratory?: Laboratory;
  /** Makes the host of a seed. */
  make?: (seed: number, queriesEach: number) => Configuration;
  progress?: (done: number) => void;
}): Promise<DifferentialResult> {
  const { laboratory = thisKernel, make = generate } = options;
  const result: DifferentialResult = { configurations: 0, queries: 0, unknown: [] };
  for (let seed = options.seed; seed < options.seed + options.configurations; seed++) {
    const configuration = make(seed, options.queriesEach);
    const observed = await laboratory.observe(configuration);
    const { disagreements, unknown } = compare(configuration.queries, observed);
    result.configurations++;
    result.queries += configuration.queries.length;
    result.unknown.push(...unknown);
    if (disagreements.length > 0) {
      const queries = disagreements.slice(0, 1).map(({ query }) => query);
      const alone = { ...configuration, queries };
      const fails = await stillFails(laboratory, alone);
      const small = await shrink(laboratory, fails ? alone : configuration);
      const regression = await recordRegression(laboratory, `seed ${seed}`, small);
      return { ...result, failure: { seed, disagreements, regression } };
    }
    options.progress?.(result.configurations);
  }
  return result;
}
