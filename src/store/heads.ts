import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { appendFile, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { RoundtripError } from '../errors.ts';

/** Where the heads are kept, and the key that signs them. */
export type HeadFiles = { signingKeyFile: string; anchorFile: string };

/** The newest event at some moment: who holds it can tell whether the log was cut or rewritten before it. */
export type Head = { position: number; hash: string; at: string };

/** A line of the anchor file. `key` (Ed25519, SPKI in base64) tells which key signed; the key file tells whose it is. */
const SignedHead = z.object({
  schema: z.literal('roundtrip.head/1'),
  position: z.number().int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.string(),
  key: z.string(),
  signature: z.string(),
});
type SignedHead = z.infer<typeof SignedHead>;

/** A burst of events is anchored by its first and its last. */
const INTERVAL_MS = 1000;

/** Signs heads and appends them to the anchor file: at once, and then at most once a second. */
export type HeadKeeper = { note(head: Head): void; close(): Promise<void> };

export function keepHeads(files: HeadFiles | undefined, onError: (error: Error) => void): HeadKeeper {
  if (!files) return { note: () => undefined, close: async () => undefined };
  let waiting: Head | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function write(): void {
    const head = waiting;
    waiting = undefined;
    if (head && files) writing = writing.then(() => anchor(files, head)).catch(onError);
  }

  return {
    note(head) {
      if (!waiting || head.position > waiting.position) waiting = head;
      if (timer) return;
      write();
      timer = setTimeout(() => {
        timer = undefined;
        write();
      }, INTERVAL_MS);
    },
    async close() {
      clearTimeout(timer);
      write();
      await writing;
    },
  };
}

async function anchor(files: HeadFiles, head: Head): Promise<void> {
  const key = await signingKey(files.signingKeyFile);
  const signed = {
    schema: 'roundtrip.head/1',
    ...head,
    key: publicText(key),
    signature: sign(null, signedBytes(head), key).toString('base64'),
  } satisfies SignedHead;
  await mkdir(dirname(files.anchorFile), { recursive: true });
  // A line that a crash tore must not swallow this one.
  const before = (await isTorn(files.anchorFile)) ? '\n' : '';
  await appendFile(files.anchorFile, `${before}${JSON.stringify(signed)}\n`, { mode: 0o644 });
}

async function isTorn(file: string): Promise<boolean> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return false;
  try {
    const { size } = await handle.stat();
    if (size === 0) return false;
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer.toString() !== '\n';
  } finally {
    await handle.close();
  }
}

/** Reads the key, or makes it on first use (0600); of two processes at once one makes it and both use it. */
async function signingKey(file: string): Promise<KeyObject> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined && text.length > 0) return parseKey(file, text);
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(file, pem, { mode: 0o600, flag: 'wx' });
    return privateKey;
  } catch (cause) {
    const written = await readFile(file, 'utf8').catch(() => '');
    if (written) return parseKey(file, written);
    throw cause;
  }
}

function parseKey(file: string, text: string): KeyObject {
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below.
  }
  throw new RoundtripError(
    'audit-key-invalid',
    `${file} does not hold an Ed25519 private key.`,
    'Move it away and a new key is made; heads that the old one signed then need the old one to be checked.',
  );
}

function publicText(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
}

function signedBytes({ position, hash, at }: Head): Buffer {
  return Buffer.from(['roundtrip.head/1', position, hash, at].join('\n'));
}

/** The heads of an anchor file, each with what is wrong with it, if anything. `key` is whose signature is expected. */
export async function readHeads(
  anchorFile: string,
  signingKeyFile: string | undefined,
): Promise<{ heads: { head: Head; line: number }[]; problems: string[] }> {
  const text = await readFile(anchorFile, 'utf8').catch((cause: unknown) => {
    throw new RoundtripError(
      'anchor-unreadable',
      `The anchor file ${anchorFile} cannot be read.`,
      'Name the file with --anchor, or leave it out where none was kept.',
      { cause, exitStatus: 2 },
    );
  });
  const expected = signingKeyFile === undefined ? undefined : await expectedKey(signingKeyFile);
  const heads: { head: Head; line: number }[] = [];
  const problems: string[] = [];
  // Anybody can sign a head: only whose signature it is makes it worth something.
  if (expected === undefined)
    problems.push(
      signingKeyFile === undefined
        ? 'no key is named that the signatures of the anchor could be checked with'
        : `the key ${signingKeyFile} is not there, so that nobody can tell who signed the anchor`,
    );
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const signed = parseHead(line);
    if (!signed && isTornLine(line)) continue;
    if (!signed) problems.push(`line ${index + 1} of the anchor is not a signed head`);
    else if (expected !== undefined && signed.key !== expected)
      problems.push(`line ${index + 1} of the anchor is signed by another key`);
    else if (!isSigned(signed)) problems.push(`the signature in line ${index + 1} of the anchor is wrong`);
    else heads.push({ head: signed, line: index + 1 });
  }
  return { heads, problems };
}

/** The beginning of a head whose writing was cut short: it proves nothing, and nothing is wrong with the others. */
function isTornLine(line: string): boolean {
  const whole = '{"schema":"roundtrip.head/1","position":';
  const start = line.slice(0, whole.length);
  return !line.endsWith('}') && whole.startsWith(start);
}

async function expectedKey(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : publicText(parseKey(file, text));
}

function parseHead(line: string): SignedHead | undefined {
  try {
    return SignedHead.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function isSigned(signed: SignedHead): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(signed.key, 'base64'), format: 'der', type: 'spki' });
    return verify(null, signedBytes(signed), key, Buffer.from(signed.signature, 'base64'));
  } catch {
    return false;
  }
}
