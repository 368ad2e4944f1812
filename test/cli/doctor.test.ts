import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runRoundtrip } from './run-roundtrip.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'roundtrip-doctor-'));
  // The database's user gets there, so that nothing is put elsewhere.
  chmodSync(directory, 0o755);
  writeFileSync(join(directory, 'ssh_config'), '');
});
afterEach(() => rmSync(directory, { recursive: true }));

function doctor(yaml: string) {
  const file = join(directory, 'roundtrip.yaml');
  writeFileSync(file, yaml);
  return runRoundtrip(['--config', file, 'doctor']);
}

test('a setup that only looks is all fine: grouped, one line a check, and no database is left running', () => {
  const { status, stdout, stderr } = doctor('hosts: {}\nssh: { config: ./ssh_config }\n');
  const after = runRoundtrip(['--config', join(directory, 'roundtrip.yaml'), 'store', 'status']);

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(
    /^This machine\n {2}✓ ssh client: OpenSSH.*\n\nConfiguration\n {2}✓ configuration:\s/,
  );
  expect(stdout).toContain('  ✓ approvers: nobody: the bot explains and changes nothing\n\nStore\n');
  expect(stdout).toMatch(/\n\n\d checks: all fine\.\n$/);
  expect(after.stdout).toMatch(/does not run/);
}, 60_000);

test('what is wrong is said once, with what to do, and counted; the exit status tells', () => {
  const { status, stdout } = doctor(
    'hosts: { server-b: {} }\nssh: { config: ./none }\npolicy: { check: [./missing] }\n',
  );

  expect(status).toBe(1);
  expect(stdout.match(/missing of policy\.check cannot be run/g)).toHaveLength(1);
  expect(stdout.replace(/\s+/g, ' ')).toMatch(/✗ policy program: .* → Name a program that is there/);
  expect(stdout).toMatch(/\n\d+ checks: 3 to put right\.\n$/);
}, 60_000);

test('why the database cannot be used is said once', () => {
  const file = join(directory, 'roundtrip.yaml');
  writeFileSync(file, 'hosts: {}\nssh: { config: ./ssh_config }\n');
  const { status, stdout } = runRoundtrip(['--config', file, 'doctor'], {
    environment: { DATABASE_URL: 'postgresql://127.0.0.1:1/none' },
  });

  expect(status).toBe(1);
  expect(stdout.match(/ECONNREFUSED/g)).toHaveLength(1);
  expect(stdout.replace(/\s+/g, ' ')).toContain('✗ audit trail: Not looked at');
}, 60_000);

test('a configuration that cannot be read is the end of it', () => {
  const { status, stdout } = doctor('hots: {}\n');

  expect(status).toBe(1);
  expect(stdout).toMatch(/✗ configuration:\s.*unknown\s+key\s+hots/s);
  expect(stdout).toContain('2 checks: 1 to put right.');
});
