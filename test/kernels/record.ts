import { compare } from '../kernel/compare.ts';
import type { Configuration } from '../kernel/configuration.ts';
import { keepRegression, type Laboratory, recordRegression } from '../kernel/differential.ts';
import { generateMore } from './more-devices.ts';
import { VRF_FACTS } from './vrf-facts.ts';

/** Random hosts that are kept beside the facts: two in which VRFs, rules and routes meet in many ways. */
const SEEDS = [1003, 1019];

/** The host with those of its questions that the model answers at all. */
async function answerable(laboratory: Laboratory, configuration: Configuration): Promise<Configuration> {
  const { unknown } = compare(configuration.queries, await laboratory.observe(configuration));
  const open = new Set(unknown.map(({ query }) => query));
  return { ...configuration, queries: configuration.queries.filter((query) => !open.has(query)) };
}

/**
 * Records what a kernel of this line answers, so that the tests replay it on a machine whose kernel has no VRF: writes
 * test/kernel/regressions/kernel-LINE-*.json.
 */
export async function recordHosts(line: string, laboratory: Laboratory, queriesEach: number): Promise<void> {
  const hosts = [
    ...VRF_FACTS.map(({ name, configuration }) => ({ name: `vrf-${name}`, configuration })),
    ...SEEDS.map((seed) => ({ name: `seed-${seed}`, configuration: generateMore(seed, queriesEach) })),
  ];
  for (const { name, configuration } of hosts) {
    const asked = await answerable(laboratory, configuration);
    const regression = await recordRegression(laboratory, name.replaceAll('-', ' '), asked);
    console.log(keepRegression(`kernel-${line}-${name}`, regression));
  }
}
