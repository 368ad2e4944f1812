import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  findKnownKeys,
  fingerprint,
  hostKeyAlgorithms,
  judgeKey,
  keyType,
  knownHostsName,
} from '../../src/host/known-hosts.ts';

/** A public key in the wire's form: its type, and bytes that make it unlike others. */
function wireKey(type: string, seed: string): Buffer {
  const part = (text: string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    return Buffer.concat([length, Buffer.from(text)]);
  };
  return Buffer.concat([part(type), part(seed)]);
}

const ED = wireKey('ssh-ed25519', 'one');
const OTHER_ED = wireKey('ssh-ed25519', 'two');
const RSA = wireKey('ssh-rsa', 'three');

describe('known_hosts', () => {
  let directory = '';
  let file = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'known-hosts-'));
    file = join(directory, 'known_hosts');
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const line = (names: string, key: Buffer, type = 'ssh-ed25519') =>
    `${names} ${type} ${key.toString('base64')} note\n`;
  const judge = (text: string, key: Buffer, host = 'server-b', port = 22) => {
    writeFileSync(file, text);
    return judgeKey(findKnownKeys([file, join(directory, 'missing')], host, port), {
      type: keyType(key),
      fingerprint: fingerprint(key),
    });
  };

  it.each([
    ['its name', 'server-b', 'server-b', 22],
    ['one of several names', '10.0.0.1,server-b', 'server-b', 22],
    ['a pattern', '*.example.org', 'db.example.org', 22],
    ['a pattern with ?', 'server-?', 'server-b', 22],
    ['a port', '[server-b]:2222', 'server-b', 2222],
    ['another case', 'Server-B', 'server-B', 22],
  ])('knows a host by %s', (_, names, host, port) => {
    expect(judge(line(names, ED), ED, host, port)).toEqual({ kind: 'known' });
  });

  it.each([
    ['another port', '[server-b]:2222', 'server-b', 22],
    ['a negation', 'server-*,!server-b', 'server-b', 22],
    ['a longer name', 'server-b', 'server-b2', 22],
  ])('does not know a host by %s', (_, names, host, port) => {
    expect(judge(line(names, ED), ED, host, port)).toEqual({ kind: 'unknown' });
  });

  it('knows a host by its hashed name, and no other host', () => {
    const salt = randomBytes(20);
    const hash = createHmac('sha1', salt).update('[server-b]:2222').digest('base64');
    const text = line(`|1|${salt.toString('base64')}|${hash}`, ED);

    expect(judge(text, ED, 'server-b', 2222)).toEqual({ kind: 'known' });
    expect(judge(text, ED, 'server-c', 2222)).toEqual({ kind: 'unknown' });
  });

  it('names the line of the pinned key where another is shown', () => {
    const text = `# a comment\n${line('server-b', RSA, 'ssh-rsa')}${line('server-b', ED)}`;

    expect(judge(text, OTHER_ED)).toMatchObject({
      kind: 'changed',
      pinned: { file, line: 3, type: 'ssh-ed25519' },
    });
  });

  it('does not take a key of a type that is not pinned for a new host', () => {
    expect(judge(line('server-b', RSA, 'ssh-rsa'), ED)).toMatchObject({
      kind: 'changed',
      pinned: { line: 1 },
    });
  });

  it('refuses a revoked key, pinned or not', () => {
    expect(judge(`${line('server-b', ED)}@revoked ${line('*', ED)}`, ED)).toMatchObject({
      kind: 'revoked',
      by: { line: 2 },
    });
  });

  it('says where only a certificate authority is known', () => {
    expect(judge(`@cert-authority ${line('*', RSA, 'ssh-rsa')}`, ED)).toMatchObject({
      kind: 'authority-only',
    });
    expect(judge(`@cert-authority ${line('*', RSA, 'ssh-rsa')}${line('server-b', ED)}`, ED)).toEqual({
      kind: 'known',
    });
  });

  it('asks for the pinned types of key first', () => {
    writeFileSync(file, line('server-b', RSA, 'ssh-rsa'));

    const algorithms = hostKeyAlgorithms(findKnownKeys([file], 'server-b', 22));

    expect(algorithms.slice(0, 2)).toEqual(['rsa-sha2-512', 'rsa-sha2-256']);
    expect(algorithms).toContain('ssh-ed25519');
  });

  it('shows fingerprints and names as OpenSSH does', () => {
    expect(fingerprint(Buffer.from('a'))).toBe('SHA256:ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs');
    expect(knownHostsName('server-b', 22)).toBe('server-b');
    expect(knownHostsName('server-b', 2222)).toBe('[server-b]:2222');
  });
});
