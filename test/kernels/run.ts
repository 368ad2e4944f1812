import { RoundtripError } from '../../src/errors.ts';
import { keepRegression, runDifferential } from '../kernel/differential.ts';
import { chanceSeed, count, seed as seedOf, suiteCommand } from '../support/suite-command.ts';
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
 * host is made as small as possible and kept in test/kernel/regressions, with the kernel's release.
 */
const values = suiteCommand('test:kernels', 'The route model against other kernels than the running one.')
  .option('--kernel <version...>', "of Debian's kernels", ['6.1', '6.12'])
  .option('--seed <n>', 'repeats a run', seedOf, chanceSeed())
  .option('--configurations <n>', 'hosts that are made', count, 60)
  .option('--queries <n>', 'questions of each', count, 60)
  .option('--record', "record the hosts that every machine's tests replay")
  .option('--observing', 'try on real modules that observing loads none')
  .parse()
  .opts<{
    kernel: string[];
    seed: number;
    configurations: number;
    queries: number;
    record?: boolean;
    observing?: boolean;
  }>();
const { seed } = values;

async function compareWith(line: string): Promise<boolean> {
  const kernel = fetchKernel(line);
  const machine = await bootMachine(kernel);
  const laboratory = laboratoryOf(machine);
  try {
    if (values.record) {
      await recordHosts(line, laboratory, values.queries);
      return true;
    }
    console.log(`kernel ${machine.release}: seed ${seed}, ${values.configurations} configurations`);
    const started = performance.now();
    const result = await runDifferential({
      seed,
      configurations: values.configurations,
      queriesEach: values.queries,
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
