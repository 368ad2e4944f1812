import { parseArgs } from 'node:util';
import { compare } from '../kernel/compare.ts';
import type { Configuration } from '../kernel/configuration.ts';
import { keepRegression, type Laboratory, recordRegression } from '../kernel/differential.ts';
import { laboratoryOf } from './laboratory.ts';
import { generateMore } from './more-devices.ts';
import { fetchKernel } from './packages.ts';
import { ensureEmulator } from './programs.ts';
import { bootMachine } from './virtual-machine.ts';
import { VRF_FACTS } from './vrf-facts.ts';

/**
 * Records what other kernels answer, so that the tests replay it on a machine whose kernel has no VRF:
 * `node test/kernels/record.ts [--kernel 6.1] [--seed 1003]` writes test/kernel/regressions/kernel-*.json.
 */
const { values } = parseArgs({
  options: {
    kernel: { type: 'string', multiple: true, default: ['6.1', '6.12'] },
    seed: { type: 'string', multiple: true, default: ['1003', '1019'] },
    queries: { type: 'string', default: '60' },
  },
});

/** The host with those of its questions that the model answers at all. */
async function answerable(laboratory: Laboratory, configuration: Configuration): Promise<Configuration> {
  const { unknown } = compare(configuration.queries, await laboratory.observe(configuration));
  const open = new Set(unknown.map(({ query }) => query));
  return { ...configuration, queries: configuration.queries.filter((query) => !open.has(query)) };
}

await ensureEmulator();
for (const line of values.kernel) {
  const machine = await bootMachine(fetchKernel(line));
  const laboratory = laboratoryOf(machine);
  const keep = async (name: string, about: string, configuration: Configuration) => {
    const regression = await recordRegression(laboratory, about, await answerable(laboratory, configuration));
    console.log(keepRegression(`kernel-${line}-${name}`, regression));
  };
  for (const { name, configuration } of VRF_FACTS)
    await keep(`vrf-${name}`, name.replaceAll('-', ' '), configuration);
  for (const seed of values.seed)
    await keep(`seed-${seed}`, `seed ${seed}`, generateMore(Number(seed), Number(values.queries)));
  machine.stop();
}
