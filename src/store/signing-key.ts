import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RoundtripError } from '../errors.ts';

/** An Ed25519 key (RFC 8032) that events and heads are signed with. `publicText`: SPKI in base64. */
export type SigningKey = { publicText: string; sign(lines: readonly (string | number)[]): string };

/** Bits of a file's mode that let anybody but its owner at it. */
const OTHERS = 0o077;

/**
 * Opens the key, or makes it on first use (0600); of two processes at once one makes it and both use it. Throws where others
 * can read it: what it signed would prove nothing.
 */
export async function openSigningKey(file: string): Promise<SigningKey> {
  const key = (await readPrivate(file)) ?? (await makeKey(file));
  const publicText = textOf(createPublicKey(key));
  return { publicText, sign: (lines) => sign(null, bytesOf(lines), key).toString('base64') };
}

/** The public half of a key file, which may hold nothing else (SPKI in base64); undefined where there is no such file. */
export async function readPublicKey(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    // Also of a private key: this takes its public half.
    const key = createPublicKey(text);
    if (key.asymmetricKeyType === 'ed25519') return textOf(key);
  } catch {
    // Told below.
  }
  throw invalidKey(file);
}

/** Whether that key (SPKI in base64) signed those lines. */
export function isSignedBy(key: string, lines: readonly (string | number)[], signature: string): boolean {
  try {
    return verify(null, bytesOf(lines), publicKeyOf(key), Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

/** The same, worked out beside whatever else this process does. */
export function whetherSignedBy(
  key: string,
  lines: readonly (string | number)[],
  signature: string,
): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      verify(null, bytesOf(lines), publicKeyOf(key), Buffer.from(signature, 'base64'), (error, ok) =>
        resolve(error === null && ok),
      );
    } catch {
      resolve(false);
    }
  });
}

let known: { text: string; key: KeyObject } | undefined;

/** A log is checked with one key: it is read once. */
function publicKeyOf(text: string): KeyObject {
  if (known?.text !== text)
    known = {
      text,
      key: createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' }),
    };
  return known.key;
}

/** What is signed: lines joined by newlines, of which none holds one. */
function bytesOf(lines: readonly (string | number)[]): Buffer {
  return Buffer.from(lines.join('\n'));
}

async function readPrivate(file: string): Promise<KeyObject | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new RoundtripError(
      'audit-key-unreadable',
      `The signing key ${file} cannot be read (${String(error.code)}).`,
      'Let the user that roundtrip runs as read it, and nobody else, or name another under audit.signingKeyFile.',
      { cause: error },
    );
  });
  if (text === '') return undefined;
  if (((await stat(file)).mode & OTHERS) !== 0)
    throw new RoundtripError(
      'audit-key-exposed',
      `The signing key ${file} can be read or written by others: what it signs proves nothing.`,
      `Run chmod 600 ${file}; where somebody may have read it, move it away, and a new key is made.`,
    );
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below.
  }
  throw invalidKey(file);
}

async function makeKey(file: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(file, pem, { mode: 0o600, flag: 'wx' });
    return privateKey;
  } catch (cause) {
    const written = await readPrivate(file);
    if (written) return written;
    throw cause;
  }
}

function invalidKey(file: string): RoundtripError {
  return new RoundtripError(
    'audit-key-invalid',
    `${file} does not hold an Ed25519 key.`,
    'Move it away and a new key is made; what the old one signed then needs the old one to be checked.',
  );
}

function textOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}
