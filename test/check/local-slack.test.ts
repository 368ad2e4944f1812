import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../cli/run-roundtrip.ts';

test('the local Slack names the versions that the repository installs', () => {
  const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
  const { private: isPrivate, dependencies } = read('packages/local-slack/package.json');
  const installed: Record<string, string> = read('package.json').dependencies;

  expect(isPrivate).toBe(true);
  expect(Object.keys(dependencies).length).toBeGreaterThan(0);
  for (const [name, version] of Object.entries(dependencies)) {
    expect({ [name]: installed[name] }).toEqual({ [name]: version });
  }
});

test('where the local Slack is not there, as in the container image, the program runs and the demo says so', () => {
  const directory = mkdtempSync(join(tmpdir(), 'roundtrip-image-'));
  try {
    for (const part of ['bin', 'src', 'package.json'])
      cpSync(join(root, part), join(directory, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(directory, 'bin', 'roundtrip.js'), ...args], { encoding: 'utf8' });

    expect(run('--help').status).toBe(0);
    const demo = run('demo', '--once');
    expect(demo.status).toBe(1);
    expect(demo.stderr).toContain('The demo is not part of this installation.');
    expect(demo.stderr).toContain('npm run demo');
  } finally {
    rmSync(directory, { recursive: true });
  }
});
