import { parseArgs } from 'node:util';
import { seededRandom } from '../kernel/random.ts';
import { compareWhatIf } from './compare-what-if.ts';
import { multiHomed } from './multi-homed.ts';
import { pingForReal } from './real-packets.ts';

/**
 * The what-if of both remedies against the running kernel, at full size (`npm run test:what-if`): random hosts in
 * namespaces, the whole blast radius compared after each plan is applied, and real pings for a sample. Needs root.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    hosts: { type: 'string', default: '200' },
    pings: { type: 'string', default: '50' },
  },
});
const seed = Number(values.seed);
console.log(`seed ${seed}, ${values.hosts} hosts, real packets for ${values.pings}`);
const totals = { plans: 0, flows: 0, changed: 0, differences: 0, pings: 0, answered: 0, wrong: 0 };
for (let host = 0; host < Number(values.hosts); host++) {
  const result = compareWhatIf(multiHomed(seededRandom(seed + host)));
  totals.plans += result.plans;
  totals.flows += result.flows;
  totals.changed += result.changed;
  totals.differences += result.differences.length;
  for (const difference of result.differences) console.log(`seed ${seed + host}: ${difference}`);
}
for (let host = 0; host < Number(values.pings); host++) {
  for (const { when, foretold, answered } of pingForReal(multiHomed(seededRandom(seed + host)))) {
    totals.pings += 1;
    if (answered) totals.answered += 1;
    if (foretold === answered) continue;
    totals.wrong += 1;
    console.log(`seed ${seed + host}, ${when}: foretold ${foretold}, answered ${answered}`);
  }
}
console.log(
  `${totals.plans} plans applied in ${values.hosts} namespaces, ${totals.flows} flows compared (${totals.changed} changed): ${totals.differences} differences`,
);
console.log(`${totals.pings} real pings (${totals.answered} answered): ${totals.wrong} not as foretold`);
if (totals.differences + totals.wrong > 0) process.exitCode = 1;
