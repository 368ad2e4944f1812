// `npm run test:faults -- store`: random kills, in batches, each on a database of its own.
import { chanceSeed, count, seed as seedOf, suiteCommand } from '../support/suite-command.ts';
import { clear, faultsIn, KILLS, type Outcome, runStoreFaults } from './store-faults.ts';

const {
  kills: total,
  batch,
  bots,
  seed: first,
} = suiteCommand(
  'test:faults',
  'Random kills of bots, database and connections: "npm run test:faults -- store".',
)
  .option('--kills <n>', 'how many', count, 1000)
  .option('--batch <n>', 'kills on one database', count, 50)
  .option('--bots <n>', 'replicas', count, 3)
  .option('--seed <n>', 'begins the chance numbers', seedOf, chanceSeed())
  .parse(process.argv.slice(3), { from: 'user' })
  .opts<{ kills: number; batch: number; bots: number; seed: number }>();
const begun = performance.now();
const outcomes: Outcome[] = [];
console.log(
  `| batch | seed | ${KILLS.join(' | ')} | requests | acknowledged | triages | committed | ended after (s) | faults |`,
);
console.log(`|${' --- |'.repeat(KILLS.length + 8)}`);
for (let done = 0; done < total; done += batch) {
  const seed = first + outcomes.length;
  const kills = Math.min(batch, total - done);
  const outcome = await runStoreFaults({
    ...{ seed, bots, kills },
    requests: Math.max(4, Math.round(kills * 0.5)),
    every: 1_000,
    within: 60_000,
  });
  outcomes.push(outcome);
  const faults = faultsIn(outcome);
  console.log(
    `| ${[outcomes.length, seed, ...KILLS.map((kind) => outcome.kills[kind]), outcome.requests, outcome.acknowledged, outcome.triages, outcome.committed, (outcome.settled / 1000).toFixed(0), faults.length].join(' | ')} |`,
  );
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length === 0) clear(outcome);
  else console.log(`  logs: ${outcome.folder}`);
}
const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((all, outcome) => all + of(outcome), 0);
const starts = outcomes.flatMap((outcome) => outcome.starts).toSorted((one, two) => one - two);
const faults = outcomes.flatMap(faultsIn);
console.log(
  `\n${sum(({ kills }) => KILLS.reduce((all, kind) => all + kills[kind], 0))} kills in ${((performance.now() - begun) / 60_000).toFixed(1)} min: ${sum(({ acknowledged }) => acknowledged)} acknowledged, ${sum(({ triages }) => triages)} triages, ${sum(({ committed }) => committed)} changes, ${faults.length} faults. All ended within ${Math.max(...outcomes.map(({ settled }) => settled / 1000)).toFixed(0)} s of the last kill; half of the bots were ready after ${((starts[Math.floor(starts.length / 2)] ?? 0) / 1000).toFixed(1)} s.`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
