import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { launcher, machineNode, root, runRoundtrip } from './run-roundtrip.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'roundtrip-launcher-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

/** A copy of the launcher whose program is `program`; its packages are these, or none. */
function launcherOf(program: string, options: { packages: boolean }): string {
  cpSync(launcher, join(directory, 'bin', 'roundtrip.js'));
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
  const { status, stdout, stderr } = runRoundtrip(['--version'], { node, cwd: directory });

  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  });
});

test('can be called through a symbolic link', () => {
  symlinkSync(launcher, join(directory, 'rt'));

  const { status } = runRoundtrip(['--version'], { cwd: directory });

  expect(status).toBe(0);
});

test('without its packages it says to run npm ci', async () => {
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
  expect(texts.stderr).toMatch(/not installed\.\nRun "npm ci" in .*\n$/);
  expect(JSON.parse(texts.stdout)).toMatchObject({ schema: 'roundtrip.error/1', code: 'not-installed' });
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

  test('hands on the arguments as they are, and its own variable to nobody', async () => {
    const copy = launcherOf(
      `export async function run(argv: readonly string[]) {
        const seen = Object.keys(process.env).filter((name) => name.includes('ROUNDTRIP'));
        process.stdout.write(JSON.stringify({ argv, seen }));
      }`,
      { packages: true },
    );

    const child = spawn(machineNode(), [copy, 'a b', '', '--', '-x', 'é'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [chunk] = await once(child.stdout, 'data');

    expect(JSON.parse(String(chunk))).toEqual({ argv: ['a b', '', '--', '-x', 'é'], seen: [] });
  });
});
