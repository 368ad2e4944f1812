import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RoundtripError } from '../errors.ts';
import { makeFile } from '../new-file.ts';
import { failed } from '../texts/failures/index.ts';
import { signedLines } from './chain.ts';

/** An Ed25519 key (RFC 8032) that events and heads are signed with. `publicText`: SPKI in base64. */
export type SigningKey = {
  publicText: string;
  sign(lines: readonly (string | number)[]): string;
  /** The file that it is in, for messages. */
  file: string;
};

/** Bits of a file's mode that let anybody but its owner at it. */
const OTHERS = 0o077;

/**
 * The key in that file; undefined where there is none. Throws where others can read it: what it signed would prove nothing.
 */
export async function readSigningKey(file: string): Promise<SigningKey | undefined> {
  const key = await readPrivate(file);
  return key && signingKeyOf(file, key);
}

/** Makes the first key (0600); of two processes at once one makes it and both use it. */
export async function makeSigningKey(file: string): Promise<SigningKey> {
  return signingKeyOf(file, await makeKey(file));
}

/**
 * The key that is to follow the one in that file. `take` puts it there, and answers where the public half of the one before, where
 * it is there, is kept: beside it. Whatever is killed meanwhile, the file holds one of both.
 */
export async function nextSigningKey(
  file: string,
): Promise<{ key: SigningKey; take(now: Date): Promise<string | undefined> }> {
  const former = await readPrivate(file, { alsoExposed: true });
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    key: signingKeyOf(file, privateKey),
    async take(now) {
      const formerKeyFile = former && `${file}.until-${now.toISOString().replaceAll(/[-:]/g, '')}.pub`;
      if (former && formerKeyFile !== undefined) {
        const pem = createPublicKey(former).export({ type: 'spki', format: 'pem' }).toString();
        await writeFile(formerKeyFile, pem, { mode: 0o644, flag: 'wx', flush: true });
      }
      const next = `${file}.next`;
      await rm(next, { force: true });
      await mkdir(dirname(file), { recursive: true });
      await writeFile(next, pemOf(privateKey), { mode: 0o600, flag: 'wx', flush: true });
      await rename(next, file);
      return formerKeyFile;
    },
  };
}

/** The public halves that were kept beside a key file, oldest first. */
export async function formerKeysBeside(file: string): Promise<string[]> {
  const names = await readdir(dirname(file)).catch(() => []);
  const kept = names.filter((name) => name.startsWith(`${basename(file)}.until-`) && name.endsWith('.pub'));
  return kept.sort().map((name) => join(dirname(file), name));
}

/** Throws where that event, which carries a signature, was signed by another key than this one, which would go on. */
export function mustHaveSigned(
  { publicText, file }: SigningKey,
  link: { position: number; hash: string },
  signature: string,
): void {
  if (isSignedBy(publicText, signedLines(link), signature)) return;
  throw failed('audit-key-foreign', { file, position: link.position });
}

function signingKeyOf(file: string, key: KeyObject): SigningKey {
  const publicText = textOf(createPublicKey(key));
  return { publicText, file, sign: (lines) => sign(null, bytesOf(lines), key).toString('base64') };
}

/**
 * Whose signatures count, oldest first; undefined where the newest key is not there. Throws where one of those before it is not:
 * what it signed could not be checked.
 */
export async function readPublicKeys(
  file: string | undefined,
  formerFiles: readonly string[],
): Promise<string[] | undefined> {
  const key = file === undefined ? undefined : await readPublicKey(file, 'signing-key');
  const formerKeys: string[] = [];
  for (const formerFile of formerFiles) {
    const former = await readPublicKey(formerFile, 'former-key');
    if (former === undefined)
      throw failed('audit-key-unreadable', { file: formerFile, code: 'ENOENT', is: 'former-key' });
    formerKeys.push(former);
  }
  return key === undefined ? undefined : [...formerKeys, key];
}

/** The public half of a key file, which may hold nothing else (SPKI in base64); undefined where there is no such file. */
async function readPublicKey(file: string, is: 'signing-key' | 'former-key'): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT')
      throw failed('audit-key-unreadable', { file, code: String(cause.code), is }, { cause });
  });
  if (text === undefined) return undefined;
  try {
    // Also of a private key: this takes its public half.
    const key = createPublicKey(text);
    if (key.asymmetricKeyType === 'ed25519') return textOf(key);
  } catch {
    // Told below.
  }
  throw failed('audit-key-invalid', { file, is });
}

/** Whether others than its owner can get at the private key in that file. */
export async function isExposed(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && (found.mode & OTHERS) !== 0 && (await holdsPrivate(file));
}

async function holdsPrivate(file: string): Promise<boolean> {
  try {
    createPrivateKey(await readFile(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
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

/** Most of a log is checked with one key: it is read once. */
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

async function readPrivate(file: string, { alsoExposed = false } = {}): Promise<KeyObject | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw unreadableKey(file, String(error.code), error);
  });
  if (text === undefined) return undefined;
  if (!alsoExposed && ((await stat(file)).mode & OTHERS) !== 0) throw failed('audit-key-exposed', { file });
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
  try {
    await mkdir(dirname(file), { recursive: true });
    await makeFile(file, pemOf(privateKey), 0o600);
    return privateKey;
  } catch (cause) {
    const written = await readPrivate(file);
    if (written) return written;
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw failed('audit-key-not-written', { file, code }, { cause });
  }
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function unreadableKey(file: string, code: string, cause?: unknown): RoundtripError {
  return failed('audit-key-unreadable', { file, code, is: 'signing-key' }, { cause });
}

/** The log or its anchor is signed, and the key that could go on is not there. */
export function missingKey(file: string): RoundtripError {
  return failed('audit-key-missing', { file });
}

function invalidKey(file: string): RoundtripError {
  return failed('audit-key-invalid', { file, is: 'signing-key' });
}

function textOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}
