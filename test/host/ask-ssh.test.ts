import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { askSsh } from '../../src/host/ask-ssh.ts';

const directory = mkdtempSync(join(tmpdir(), 'roundtrip-ssh-'));
afterAll(() => rmSync(directory, { recursive: true }));

function configFor(name: string, hostName: string): string {
  const file = join(directory, name);
  writeFileSync(file, `Host *\n  HostName ${hostName}\n`);
  return file;
}

test('the same alias is asked about once, and again when the file was changed', async () => {
  const file = configFor('config', '192.0.2.1');
  const [one, other] = [askSsh(file, 'server-b'), askSsh(file, 'server-b')];

  expect(other).toBe(one);
  expect(await one).toContain('hostname 192.0.2.1');
  configFor('config', '192.0.2.22');
  expect(await askSsh(file, 'server-b')).toContain('hostname 192.0.2.22');
});

test('aliases and files are told apart, and a failure is not kept', async () => {
  const file = configFor('one', '192.0.2.1');

  expect(await askSsh(configFor('two', '192.0.2.2'), 'server-b')).toContain('hostname 192.0.2.2');
  expect(askSsh(file, 'server-a')).not.toBe(askSsh(file, 'server-b'));
  const absent = join(directory, 'absent');
  await expect(askSsh(absent, 'server-b')).rejects.toMatchObject({ code: 'ssh-config-invalid' });
  configFor('absent', '192.0.2.3');
  expect(await askSsh(absent, 'server-b')).toContain('hostname 192.0.2.3');
});
