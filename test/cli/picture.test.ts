import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root, runRoundtrip } from './run-roundtrip.ts';

const folder = mkdtempSync(join(tmpdir(), 'roundtrip-picture-'));
afterAll(() => rmSync(folder, { recursive: true }));

const paste = join(root, 'test', 'fixtures', 'explain', 'centos7-strict.txt');

test.each([
  ['svg', '<svg xmlns='],
  ['png', '\x89PNG'],
  ['PNG', '\x89PNG'],
])('explain draws a picture that ends in .%s', (ending, start) => {
  const file = join(folder, `trip.${ending}`);

  const { status, stdout } = runRoundtrip(['explain', paste, '--json', '--picture', file]);

  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'roundtrip.diagnosis/1' });
  expect(readFileSync(file, 'latin1').slice(0, start.length)).toBe(start);
});

test('a file of the working directory', () => {
  const { status } = runRoundtrip(['explain', paste, '--picture', 'here.svg'], { cwd: folder });

  expect(status).toBe(0);
  expect(existsSync(join(folder, 'here.svg'))).toBe(true);
});

test.each([
  ['an unknown ending', 'trip.gif', /ends neither in \.svg nor in \.png/],
  ['no ending', 'trip', /ends neither in \.svg nor in \.png/],
  ['a folder that does not exist', join('none', 'trip.svg'), /its directory does not exist/],
])('%s is refused before anything is read', (_title, name, message) => {
  const { status, stdout, stderr } = runRoundtrip([
    'explain',
    '/nonexistent',
    '--picture',
    join(folder, name),
  ]);

  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(2);
});

test('a triage refuses it too, before any SSH', () => {
  const { status, stderr } = runRoundtrip(['triage', 'server-b', 'eth1', '--picture', 'trip.bmp']);

  expect(status).toBe(2);
  expect(stderr).toMatch(/\.svg nor in \.png/);
});

test('a file that cannot be written is named', () => {
  const file = process.getuid?.() === 0 ? '/proc/trip.svg' : join(folder, 'locked', 'trip.svg');
  if (process.getuid?.() !== 0) chmodSync(folder, 0o500);

  const { status, stderr } = runRoundtrip(['explain', paste, '--picture', file]);

  expect(status).toBe(2);
  expect(stderr).toMatch(/cannot be written/);
});
