import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/index.ts';
import { launcher, runRoundtrip, unwrapped } from './run-roundtrip.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'roundtrip-init-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

test('the hosts of the ssh configuration, included files too, become the inventory; patterns do not', () => {
  write('more-1', 'host=010 "quoted.example"\n');
  const sshConfig = write(
    'ssh_config',
    [
      'Host server-b true 1e3 # and a remark',
      '  HostName 10.0.0.1',
      'HOST web-* !web-1 -oBad',
      `Include ${directory}/more-*`,
      'Match host x',
      'Host * server-b github.com',
    ].join('\n'),
  );

  const { status, stdout } = runRoundtrip(['init', '--ssh-config', sshConfig], { cwd: directory });

  const config = loadConfig({ file: join(directory, 'roundtrip.yaml') });
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('with 5 hosts') });
  expect(stdout).toContain(
    'Left out, since they are patterns: web-*, !web-1, -oBad. Left out, since they keep code: github.com.',
  );
  expect(Object.keys(config.hosts)).toEqual(['server-b', 'true', '1e3', '010', 'quoted.example']);
  expect(config.ssh.config).toBe(sshConfig);
  expect(stdout).toContain('Keep its public half elsewhere (openssl pkey -in ');
  expect(config.approval.approvers).toEqual([]);
  expect(statSync(config.audit.signingKeyFile).mode & 0o777).toBe(0o600);
});

test('what is there is never overwritten', () => {
  const file = write('mine.yaml', 'language: ja\n');

  const { status, stderr } = runRoundtrip(['--config', file, 'init', '--ssh-config', '/dev/null']);

  expect(status).toBe(2);
  expect(stderr).toContain('exists already');
  expect(readFileSync(file, 'utf8')).toBe('language: ja\n');
});

test('a key that is missing beside a signed anchor is not made anew', () => {
  const folder = join(directory, 'moved');
  mkdirSync(folder);
  const head = {
    schema: 'roundtrip.head/1',
    position: 1,
    hash: 'a'.repeat(64),
    at: '',
    key: '',
    signature: '',
  };
  writeFileSync(join(folder, 'audit.anchor'), `${JSON.stringify(head)}\n`);

  const { status, stderr } = runRoundtrip([
    'init',
    '--ssh-config',
    '/dev/null',
    '--config',
    join(folder, 'roundtrip.yaml'),
  ]);

  expect(status).toBe(1);
  expect(stderr).toContain('Put it back');
  expect(existsSync(join(folder, 'audit.key'))).toBe(false);
  expect(existsSync(join(folder, 'roundtrip.yaml'))).toBe(false);
});

test.each([
  ['the configuration', 1, /roundtrip\.yaml cannot be written \(the disk is full\)/],
  ['the signing key', 3, /audit\.key cannot be written \(the disk is full\)/],
])(
  'where a full disk ends it at %s, nothing is left of it, and it can be called again',
  (_what, inodes, told) => {
    const disk = join(directory, 'disk');
    mkdirSync(disk);
    const init = `'${process.execPath}' '${launcher}' init --ssh-config /dev/null --config ${disk}/roundtrip.yaml`;
    // On tmpfs the directory takes one of them, each file one, and each further link to it one.
    const script = [
      `mount -t tmpfs -o nr_inodes=${inodes} tmpfs ${disk}`,
      `${init}; echo "ended $?"; ls -A ${disk}`,
      `mount -o remount,nr_inodes=100 ${disk}; ${init}; ls -A ${disk}`,
    ].join('\n');

    const { stdout, stderr } = spawnSync('unshare', ['--mount', 'sh', '-c', script], { encoding: 'utf8' });

    expect(unwrapped(stderr)).toMatch(told);
    const [, after = ''] = stdout.split(/^ended [12]\n/m);
    expect(after.split('\n')[0]).toMatch(/^Wrote /);
    expect(after.trimEnd().split('\n').slice(-2)).toEqual(['audit.key', 'roundtrip.yaml']);
  },
);

test('without an ssh configuration the inventory is empty and the file still valid', () => {
  const file = join(directory, 'new.yaml');

  const { status } = runRoundtrip(['init', '--config', file], { environment: { HOME: directory } });
  const named = runRoundtrip(['init', '--ssh-config', join(directory, 'none'), '--config', `${file}.2`]);

  expect(status).toBe(0);
  expect(named).toMatchObject({ status: 2, stderr: expect.stringContaining('none cannot be read') });
  expect(loadConfig({ file }).hosts).toEqual({});
});

test('a directory that is not there is told', () => {
  const { status, stderr } = runRoundtrip(['init', '--config', join(directory, 'no', 'where.yaml')]);

  expect(status).toBe(2);
  expect(stderr).toContain('cannot be written (its directory does not exist)');
});
