import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { makeBase, makeRoot, removeRoots, runInRoot, type Shared } from './clean-root.ts';
import { COMBINATIONS, type Combination, IN_EVERY_TEST } from './combinations.ts';
import { userEnvironment } from './machine-settings.ts';
import { faultOfRefusal, REFUSALS } from './refusals.ts';
import { firstVisit } from './steps.ts';
import { table } from './table.ts';
import { installToolchain } from './toolchain.ts';

/**
 * `npm run test:fresh [-- NODE …]`: what a new user types, with every Node and npm that the README names (or those whose
 * version begins so), each in a root in which nothing was ever installed. Needs root, and Debian or Ubuntu.
 */

/** The tests that stand for all: namespaces, sshd, captures, a browser, and which Node they run in. */
const FILES = ['test/check/pinned-node.test.ts', 'test/host/watch.test.ts', 'test/workspace/page.test.ts'];

const seconds = (value: number) => `${value.toFixed(1)} s`;
const nameOf = ({ node, npm }: Combination) => `node-${node}-npm-${npm}`;

/** The steps of one combination in a root of its own, up to the first that fails. */
async function tryCombination(
  combination: Combination,
  directory: string,
  shared: Shared,
): Promise<string[]> {
  const root = join(directory, 'root');
  const cells = new Map<string, string>();
  let result = 'passed';
  try {
    await makeRoot(root, join(directory, nameOf(combination)), shared);
    for (const { title, command, fault, remark } of firstVisit(FILES)) {
      const ended = await runInRoot(root, command, shared);
      const wrong = fault(ended);
      cells.set(title, [seconds(ended.seconds), remark?.(ended)].filter(Boolean).join(': '));
      if (wrong === undefined) continue;
      process.stdout.write(`${ended.output}\n`);
      result = `FAILED, ${title}: ${wrong}`;
      break;
    }
  } finally {
    removeRoots(root);
  }
  const titles = firstVisit(FILES).map(({ title }) => cells.get(title) ?? '');
  return [combination.node, combination.npm, ...titles, result];
}

async function tryRefusals(directory: string, shared: Shared): Promise<string[][]> {
  const rows: string[][] = [];
  for (const refusal of REFUSALS) {
    const root = join(directory, 'root');
    try {
      await makeRoot(root, join(directory, nameOf(IN_EVERY_TEST)), shared);
      refusal.prepare?.(root);
      const outcome = await faultOfRefusal(refusal, root, shared);
      if (outcome.fault !== undefined) process.stdout.write(`${outcome.output}\n`);
      const result = outcome.fault === undefined ? 'passed' : `FAILED: ${outcome.fault}`;
      rows.push([refusal.title, seconds(outcome.seconds), result]);
    } finally {
      removeRoots(root);
    }
  }
  return rows;
}

async function run(directory: string, chosen: readonly Combination[], signal: AbortSignal): Promise<boolean> {
  const downloads = { npm: join(directory, 'npm'), apt: join(directory, 'apt') };
  for (const path of Object.values(downloads)) mkdirSync(path);
  const environment = userEnvironment();
  const shared = { base: join(directory, 'base'), downloads, environment, signal };
  process.stdout.write('Making a clean root, and downloading each Node and npm …\n');
  for (const combination of new Set([...chosen, IN_EVERY_TEST])) {
    const ownCache = { ...environment, npm_config_cache: downloads.npm };
    await installToolchain(join(directory, nameOf(combination)), combination, ownCache, signal);
  }
  await makeBase(shared);

  const rows = [];
  for (const combination of chosen) {
    process.stdout.write(`Node ${combination.node} with npm ${combination.npm} …\n`);
    rows.push(await tryCombination(combination, directory, shared));
  }
  process.stdout.write('Machines on which the setup can do nothing …\n');
  const refused = await tryRefusals(directory, shared);

  const titles = firstVisit(FILES).map(({ title }) => title);
  process.stdout.write(`\n${table([['Node', 'npm', ...titles, 'result'], ...rows])}`);
  process.stdout.write(`\n${table([['refused', 'seconds', 'result'], ...refused])}`);
  return [...rows, ...refused].every((row) => row.at(-1) === 'passed');
}

const wanted = process.argv.slice(2);
const chosen = COMBINATIONS.filter(
  ({ node }) => wanted.length === 0 || wanted.some((version) => node.startsWith(version)),
);
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => interrupted.abort(new Error(`ended by ${signal}`)));
}
const directory = mkdtempSync('/var/tmp/roundtrip-fresh-');
try {
  const passed = await run(directory, chosen, interrupted.signal);
  process.exitCode = passed && chosen.length > 0 ? 0 : 1;
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  process.exitCode = 1;
} finally {
  removeRoots(directory);
}
