import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signApproval } from '../../src/cli/sign.ts';

const directory = mkdtempSync(join(tmpdir(), 'roundtrip-sign-'));
afterAll(() => rmSync(directory, { recursive: true }));
const place = (name: string) => join(directory, name);

beforeAll(() => {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', place('key')]);
});

/** A file with that text that only its owner reads. */
function file(name: string, text: string): string {
  writeFileSync(place(name), text);
  chmodSync(place(name), 0o600);
  return place(name);
}

/** Signs a plan that waits for approval. */
function sign(keyFile: string): Promise<string> {
  const state = {
    id: 'T0000000001',
    request: { host: 'server-b' },
    change: {
      plan: { hash: 'h', steps: [], files: [] },
      requestedAt: '2026-11-20T03:00:00.000Z',
      expiresAfter: 600_000,
    },
  } as unknown as Parameters<typeof signApproval>[0];
  return signApproval(state, keyFile);
}

test('a private key signs', async () => {
  expect(await sign(place('key'))).toMatch(/^[A-Za-z0-9_-]{100,}$/);
});

test.each([
  ['is not there', () => place('nothing'), 'it cannot be read (', '--key FILE'],
  ['is empty', () => file('empty', ' \n'), 'it is empty', '--key FILE'],
  ['has lines as on Windows', () => file('windows', key().replaceAll('\n', '\r\n')), '(CRLF)', "tr -d '\\r'"],
  ['is cut off', () => file('cut', key().slice(0, 200)), 'it is cut off', '--key FILE'],
  ['is something else', () => file('other', 'hosts: {}\n'), 'it is no SSH key', '--key FILE'],
])('a file that %s is told as what it is', async (_what, made, said, next) => {
  const keyFile = made();

  const signing = sign(keyFile);

  await expect(signing).rejects.toMatchObject({
    code: 'key-useless',
    message: expect.stringContaining(`Nothing can be signed with ${keyFile}: `),
    nextStep: expect.stringContaining(next),
  });
  await expect(signing).rejects.toThrow(said);
});

function key(): string {
  return readFileSync(place('key'), 'utf8');
}
