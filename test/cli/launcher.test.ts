import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pinnedNode, stripsTypes } from '../../bin/pinned-node.js';
import { machineNode, root, runRoundtrip, sourceLauncher } from './run-roundtrip.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'roundtrip-launcher-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

/** A copy of the launcher whose program is `program`; its packages are these, or none. */
function launcherOf(program: string, options: { packages: boolean }): string {
  cpSync(join(root, 'bin'), join(directory, 'bin'), { recursive: true });
  cpSync(join(root, 'package.json'), join(directory, 'package.json'));
  cpSync(join(root, 'src', 'errors.ts'), join(directory, 'src', 'errors.ts'));
  cpSync(join(root, 'src', 'errors.ts'), join(directory, 'src', 'cli', 'main.ts'));
  writeFileSync(join(directory, 'src', 'cli', 'main.ts'), program);
  if (options.packages) symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  return join(directory, 'bin', 'roundtrip.js');
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !condition(); tries += 1) await wait(50);
}

test.each([
  ['the pinned Node', process.execPath],
  ["the machine's own Node", machineNode()],
])('answers from any directory, started by %s', (_title, node) => {
  const { status, stdout, stderr } = runRoundtrip(['--version'], {
    node,
    program: sourceLauncher,
    cwd: directory,
  });

  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  });
});

test('can be called through a symbolic link', () => {
  symlinkSync(sourceLauncher, join(directory, 'rt'));

  const { status } = runRoundtrip(['--version'], { cwd: directory });

  expect(status).toBe(0);
});

test('without its packages it says how to install them', async () => {
  const copy = launcherOf('', { packages: false });

  const child = spawn(machineNode(), [copy, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    texts.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    texts.stderr += chunk;
  });
  const [status] = await once(child, 'close');

  expect(status).toBe(1);
  expect(texts.stderr).toMatch(/not installed\.\nRun "npm run setup" in .*\n$/);
  expect(JSON.parse(texts.stdout)).toMatchObject({ schema: 'roundtrip.error/1', code: 'not-installed' });
});

test('goes on by itself, where it can, on a machine that cannot run the pinned Node', () => {
  const copy = launcherOf(`export async function run() { process.stdout.write(process.execPath); }`, {
    packages: false,
  });
  const packageOf = (name: string) => join(directory, 'node_modules', name);
  const pinned = packageOf(`node-linux-${process.arch}`);
  mkdirSync(join(pinned, 'bin'), { recursive: true });
  writeFileSync(join(pinned, 'package.json'), '{}');
  writeFileSync(join(pinned, 'bin', 'node'), '#!/no/such/loader\n', { mode: 0o755 });
  cpSync(join(root, 'node_modules', 'commander'), packageOf('commander'), { recursive: true });

  const { status, stdout, stderr } = spawnSync(process.execPath, [copy], { encoding: 'utf8' });

  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: process.execPath, stderr: '' });
});

describe('the program that it goes on in', () => {
  const WAITS = `export async function run() {
    process.on('SIGTERM', () => process.exit(7));
    process.stdout.write(process.pid + '\\n');
    setTimeout(() => process.exit(9), 20_000);
  }`;

  async function startWaiting() {
    const copy = launcherOf(WAITS, { packages: true });
    const child = spawn(machineNode(), [copy], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [chunk] = await once(child.stdout, 'data');
    return { child, programPid: Number(String(chunk)) };
  }

  test('hears SIGTERM, and its exit status is the launcher’s', async () => {
    const { child } = await startWaiting();

    child.kill('SIGTERM');
    const [status] = await once(child, 'close');

    expect(status).toBe(7);
  });

  test('does not outlive a launcher that is killed outright', async () => {
    const { child, programPid } = await startWaiting();

    child.kill('SIGKILL');
    await until(() => !isAlive(programPid));

    expect(isAlive(programPid)).toBe(false);
  });

  test('is the running Node where that is new enough, else the pinned one, and so is every `node` that it starts', async () => {
    const copy = launcherOf(
      `import { execFileSync } from 'node:child_process';
       export async function run() {
         const child = execFileSync('node', ['-p', 'process.execPath'], { encoding: 'utf8' }).trim();
         process.stdout.write(JSON.stringify({ own: process.execPath, child }));
       }`,
      { packages: true },
    );

    const child = spawn(machineNode(), [copy], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [chunk] = await once(child.stdout, 'data');

    const pinned = realpathSync(pinnedNode(root) ?? '');
    const version = execFileSync(machineNode(), ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
    const own = stripsTypes(version) ? realpathSync(machineNode()) : pinned;
    expect(JSON.parse(String(chunk))).toEqual({ own, child: pinned });
  });

  test('hands on the arguments as they are, and its own variable to nobody', async () => {
    const copy = launcherOf(
      `export async function run(argv: readonly string[]) {
        const seen = Object.keys(process.env).filter((name) => name.includes('ROUNDTRIP'));
        process.stdout.write(JSON.stringify({ argv, seen }));
      }`,
      { packages: true },
    );

    const given = Object.entries(process.env).filter(([name]) => !name.includes('ROUNDTRIP'));
    const child = spawn(machineNode(), [copy, 'a b', '', '--', '-x', 'é'], {
      env: Object.fromEntries(given),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [chunk] = await once(child.stdout, 'data');

    expect(JSON.parse(String(chunk))).toEqual({ argv: ['a b', '', '--', '-x', 'é'], seen: [] });
  });
});
