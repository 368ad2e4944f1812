import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseAccount } from '../../src/store/embedded/account.ts';
import { openStore, stopEmbedded } from '../../src/store/index.ts';
import { testData } from './support.ts';

/* Root opens a store whose server another user runs. Whoever is that user gets nothing of root's by it. */

const SECRET = 'root:*:19000:0:99999:7:::\n';
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roundtrip-as-root-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A file of root's that the server's user wants. */
async function rootsFile(): Promise<string> {
  const file = join(root, 'shadow');
  await writeFile(file, SECRET, { mode: 0o600 });
  await chmod(root, 0o755);
  return file;
}

const ofFile = (file: string) => {
  const { uid, mode } = lstatSync(file);
  return { uid, mode: mode & 0o777, text: readFileSync(file, 'utf8') };
};

test("the server's log may be a link: root does not write through it", async () => {
  const file = await rootsFile();
  const data = testData({ prepared: false });
  await (await data.open()).close();
  await stopEmbedded(data.directory);
  const cluster = join(data.directory, 'postgres');
  const log = join(cluster, 'server.log');
  rmSync(log);
  symlinkSync(file, log);
  const account = await chooseAccount(cluster);
  spawnSync('chown', ['-h', `${account.uid}:${account.gid}`, log]);

  await expect(openStore({ dataDirectory: data.directory })).rejects.toMatchObject({
    code: expect.stringMatching(/^store-/),
  });

  expect(account.other).toBe(true);
  expect(ofFile(file)).toEqual({ uid: 0, mode: 0o600, text: SECRET });
  rmSync(log);
  await data.remove();
});

/** Opens a store in a directory that only root can get to, with a /var/lib of its own; answers what it printed. */
function openWhere(prepare: string): { status: number | null; output: string } {
  const child = fileURLToPath(new URL('children/open.ts', import.meta.url));
  const data = join(root, 'data');
  const script = `mount -t tmpfs -o mode=755 tmpfs /var/lib; ${prepare}; exec "$@"`;
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['-m', 'sh', '-c', script, 'open', process.execPath, child, data],
    { encoding: 'utf8' },
  );
  return { status, output: stdout + stderr };
}

test.each([
  ['of another user', 'mkdir /var/lib/roundtrip-store; chown nobody /var/lib/roundtrip-store'],
  ['that a group can write', 'mkdir /var/lib/roundtrip-store; chmod 775 /var/lib/roundtrip-store'],
  ['behind a link', 'mkdir /var/lib/other; ln -s other /var/lib/roundtrip-store'],
  ['below one that everybody can write', 'chmod 1777 /var/lib'],
])('root keeps nothing in a directory %s', (_, prepare) => {
  const { status, output } = openWhere(prepare);

  expect(status).not.toBe(0);
  expect(output).toMatch(/\/var\/lib(\/roundtrip-store)? is not root's alone/);
  expect(existsSync(join(root, 'data', 'postgres'))).toBe(false);
});
