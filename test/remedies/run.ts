import { seededRandom } from '../kernel/random.ts';
import { chanceSeed, count, seed as seedOf, suiteCommand } from '../support/suite-command.ts';
import { compareWhatIf } from './compare-what-if.ts';
import { multiHomed } from './multi-homed.ts';
import { pingForReal } from './real-packets.ts';

/**
 * The what-if of both remedies against the running kernel, at full size (`npm run test:what-if`): random hosts in
 * namespaces, the whole blast radius compared after each plan is applied, and real pings for a sample. Needs root.
 */
const { seed, hosts, pings } = suiteCommand(
  'test:what-if',
  'The what-if of both remedies against the running kernel. Needs root.',
)
  .option('--seed <n>', 'repeats a run', seedOf, chanceSeed())
  .option('--hosts <n>', 'hosts whose whole blast radius is compared', count, 200)
  .option('--pings <n>', 'hosts with real packets', count, 50)
  .parse()
  .opts<{ seed: number; hosts: number; pings: number }>();
console.log(`seed ${seed}, ${hosts} hosts, real packets for ${pings}`);
const totals = { plans: 0, flows: 0, changed: 0, differences: 0, pings: 0, answered: 0, wrong: 0 };
for (let host = 0; host < hosts; host++) {
  const result = compareWhatIf(multiHomed(seededRandom(seed + host)));
  totals.plans += result.plans;
  totals.flows += result.flows;
  totals.changed += result.changed;
  totals.differences += result.differences.length;
  for (const difference of result.differences) console.log(`seed ${seed + host}: ${difference}`);
}
for (let host = 0; host < pings; host++) {
  for (const { when, foretold, answered } of pingForReal(multiHomed(seededRandom(seed + host)))) {
    totals.pings += 1;
    if (answered) totals.answered += 1;
    if (foretold === answered) continue;
    totals.wrong += 1;
    console.log(`seed ${seed + host}, ${when}: foretold ${foretold}, answered ${answered}`);
  }
}
console.log(
  `${totals.plans} plans applied in ${hosts} namespaces, ${totals.flows} flows compared (${totals.changed} changed): ${totals.differences} differences`,
);
console.log(`${totals.pings} real pings (${totals.answered} answered): ${totals.wrong} not as foretold`);
if (totals.differences + totals.wrong > 0) process.exitCode = 1;
