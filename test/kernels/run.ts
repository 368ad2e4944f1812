import { parseArgs } from 'node:util';
import { RoundtripError } from '../../src/errors.ts';
import { keepRegression, runDifferential } from '../kernel/differential.ts';
import { laboratoryOf } from './laboratory.ts';
import { generateMore } from './more-devices.ts';
import { observedEquipment, observeHosts } from './observing.ts';
import { fetchKernel } from './packages.ts';
import { ensureEmulator } from './programs.ts';
import { recordHosts } from './record.ts';
import { bootMachine } from './virtual-machine.ts';

/**
 * The route model against other kernels than the running one (`npm run test:kernels`): Debian's packages are fetched with apt,
 * not installed, and booted in a virtual machine under software emulation. Root is needed once, to install the emulator. A failing
 * host is made as small as possible and kept in test/kernel/regressions, with the kernel's release. `--record` instead records the
 * hosts that every machine's tests replay; `--observing` tries on real modules that observing loads none.
 */
const { values } = parseArgs({
  options: {
    kernel: { type: 'string', multiple: true, default: ['6.1', '6.12'] },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    configurations: { type: 'string', default: '60' },
    queries: { type: 'string', default: '60' },
    record: { type: 'boolean', default: false },
    observing: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);

async function compareWith(line: string): Promise<boolean> {
  const kernel = fetchKernel(line);
  const machine = await bootMachine(kernel);
  const laboratory = laboratoryOf(machine);
  try {
    if (values.record) {
      await recordHosts(line, laboratory, Number(values.queries));
      return true;
    }
    console.log(`kernel ${machine.release}: seed ${seed}, ${values.configurations} configurations`);
    const started = performance.now();
    const result = await runDifferential({
      seed,
      configurations: Number(values.configurations),
      queriesEach: Number(values.queries),
      laboratory,
      make: generateMore,
      progress: (done) => done % 10 === 0 && console.log(`${done} configurations agree`),
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`${result.queries} queries over ${result.configurations} configurations in ${seconds} s`);
    const reasons = new Set(result.unknown.map(({ model }) => model));
    console.log(`${result.unknown.length} left open: ${[...reasons].join('; ') || 'none'}`);
    if (!result.failure) {
      console.log(`kernel ${machine.release}: no disagreement`);
      return true;
    }
    for (const { query, kernel: theirs, model } of result.failure.disagreements)
      console.log(`${query}\n  kernel ${theirs}\n  model  ${model}`);
    const name = `kernel-${line}-seed-${result.failure.seed}`;
    console.log(`kept as ${keepRegression(name, result.failure.regression)}`);
    return false;
  } finally {
    machine.stop();
  }
}

async function observesWithoutLoading(line: string): Promise<boolean> {
  const kernel = fetchKernel(line);
  const machine = await bootMachine(kernel, observedEquipment(kernel));
  try {
    const { observed, careless } = await observeHosts(machine);
    console.log(`kernel ${machine.release}: modules that observing loads`);
    for (const { host, status, loaded, asked, said } of observed) {
      console.log(
        `  ${host}: ${loaded.join(', ') || 'none'} (status ${status}; asked for: ${asked.join(', ') || 'none'})`,
      );
      if (status !== '0') console.log(said.map((words) => `    ${words}`).join('\n'));
    }
    for (const { command, loaded } of careless)
      console.log(`  for comparison, "${command}" loads ${loaded.join(', ') || 'none'}`);
    const isQuiet = observed.every(({ status, loaded }) => status === '0' && loaded.length === 0);
    return isQuiet && careless.every(({ loaded }) => loaded.length > 0);
  } finally {
    machine.stop();
  }
}

// An ended process takes its machine along; signals alone would leave it running.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
try {
  await ensureEmulator();
  const agreed: boolean[] = [];
  for (const line of values.kernel)
    agreed.push(await (values.observing ? observesWithoutLoading(line) : compareWith(line)));
  process.exitCode = agreed.every(Boolean) ? 0 : 1;
} catch (error) {
  if (!(error instanceof RoundtripError)) throw error;
  console.error(`${error.message}\n${error.nextStep}`);
  process.exitCode = error.exitStatus;
}
