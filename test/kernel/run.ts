import { chanceSeed, count, seed as seedOf, suiteCommand } from '../support/suite-command.ts';
import { keepRegression, runDifferential, thisKernel } from './differential.ts';

/**
 * The route model against the running kernel, at full size (`npm run test:kernel`). Needs root. A failing host is made as small
 * as possible and kept in test/kernel/regressions.
 */
const { seed, configurations, queries } = suiteCommand(
  'test:kernel',
  'The route model against the running kernel. Needs root.',
)
  .option('--seed <n>', 'repeats a run', seedOf, chanceSeed())
  .option('--configurations <n>', 'hosts that are made', count, 500)
  .option('--queries <n>', 'questions of each', count, 60)
  .parse()
  .opts<{ seed: number; configurations: number; queries: number }>();
console.log(`seed ${seed}, ${configurations} configurations, kernel ${thisKernel.kernelRelease}`);
const started = performance.now();
const result = await runDifferential({
  seed,
  configurations,
  queriesEach: queries,
  progress: (done) => done % 50 === 0 && console.log(`${done} configurations agree`),
});
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(`${result.queries} queries over ${result.configurations} configurations in ${seconds} s`);
const reasons = new Set(result.unknown.map(({ model }) => model));
console.log(`${result.unknown.length} left open: ${[...reasons].join('; ') || 'none'}`);
if (result.failure) {
  const { disagreements, regression } = result.failure;
  for (const { query, kernel, model } of disagreements)
    console.log(`${query}\n  kernel ${kernel}\n  model  ${model}`);
  console.log(`kept as ${keepRegression(`seed-${result.failure.seed}`, regression)}`);
  process.exitCode = 1;
} else console.log('no disagreement');
