import { appendFile, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { RoundtripError } from '../errors.ts';
import { failed, type TrailFinding } from '../texts/failures/index.ts';
import { isSignedBy, type SigningKey } from './signing-key.ts';

const headShape = {
  position: z.number().int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.string(),
  key: z.string(),
  signature: z.string(),
};

/** The newest event at some moment: who holds it can tell whether the log was cut or rewritten before it. */
export type Head = { position: number; hash: string; at: string };

/**
 * A line of the anchor file. `key` (Ed25519, SPKI in base64) tells which key signed; the key file tells whose it is. Version 2
 * says from which event on all are signed; in version 1 none was.
 */
const SignedHead = z.discriminatedUnion('schema', [
  z.object({ schema: z.literal('roundtrip.head/1'), ...headShape }),
  z.object({
    schema: z.literal('roundtrip.head/2'),
    ...headShape,
    signedFrom: z.number().int().positive(),
  }),
]);
export type SignedHead = z.infer<typeof SignedHead>;

/** A burst of events is anchored by its first and its last. */
const INTERVAL_MS = 1000;
/** What could not be written is tried again so often, as long as it is the newest. */
const AGAIN_MS = 5000;

/**
 * Where heads go, who signs them, and the first event that is signed (undefined where none is). `mayBeWritten` throws where something
 * else than the anchor of this log stands in the file.
 */
type HeadPlace = {
  anchorFile: string;
  key: SigningKey;
  signedFrom: () => Promise<number | undefined>;
  mayBeWritten: () => Promise<unknown>;
};

/**
 * Signs heads and appends them to the anchor file: at once, and then at most once a second. That it cannot be written is told once,
 * and tried again.
 */
export type HeadKeeper = { note(head: Head): void; close(): Promise<void> };

export function keepHeads(
  place: HeadPlace | undefined,
  onError: (error: Error) => void,
  onSigned: (head: SignedHead) => void = () => undefined,
): HeadKeeper {
  if (!place) return { note: () => undefined, close: async () => undefined };
  let waiting: Head | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isFailing = false;
  let isClosed = false;

  function write(): void {
    const head = waiting;
    waiting = undefined;
    if (head && place) writing = writing.then(() => anchorOrKeep(place, head));
  }

  async function anchorOrKeep(to: HeadPlace, head: Head): Promise<void> {
    try {
      const signed = await anchor(to, head);
      isFailing = false;
      onSigned(signed);
    } catch (cause) {
      waiting ??= head;
      if (!isFailing) onError(notAnchored(to, cause));
      isFailing = true;
      if (!isClosed) writeIn(AGAIN_MS);
    }
  }

  function writeIn(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      write();
    }, milliseconds);
  }

  return {
    note(head) {
      if (!waiting || head.position > waiting.position) waiting = head;
      if (timer) return;
      write();
      writeIn(INTERVAL_MS);
    },
    async close() {
      isClosed = true;
      await writing;
      clearTimeout(timer);
      write();
      await writing;
    },
  };
}

async function anchor(place: HeadPlace, head: Head): Promise<SignedHead> {
  const { anchorFile: file, key, signedFrom } = place;
  await place.mayBeWritten();
  const { position, hash, at } = head;
  const from = (await signedFrom()) ?? position;
  const unsigned = { schema: 'roundtrip.head/2', position, hash, at, signedFrom: from } as const;
  const signature = key.sign(linesOf(unsigned));
  const signed = { ...unsigned, key: key.publicText, signature } satisfies SignedHead;
  await mkdir(dirname(file), { recursive: true });
  // A line that a crash tore must not swallow this one.
  const before = (await isTorn(file)) ? '\n' : '';
  await appendFile(file, `${before}${JSON.stringify(signed)}\n`, { mode: 0o644 });
  return signed;
}

function notAnchored({ anchorFile: file }: HeadPlace, cause: unknown): RoundtripError {
  if (cause instanceof RoundtripError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return failed('anchor-not-written', { file, code }, { cause });
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

type Unsigned<Each> = Each extends unknown ? Omit<Each, 'key' | 'signature'> : never;

/** What the signature of a head is over. */
function linesOf(head: Unsigned<SignedHead>): (string | number)[] {
  const { schema, position, hash, at } = head;
  return [schema, position, hash, at, ...(head.schema === 'roundtrip.head/2' ? [head.signedFrom] : [])];
}

/** A head of the anchor that is signed by whom it should be. `signedFrom`: from that event on all are signed. */
export type AnchoredHead = { position: number; hash: string; line: number; signedFrom?: number };

/** The heads of an anchor file, and what is wrong with it. `keys` (SPKI in base64), oldest first: whose signature counts. */
export async function readHeads(
  anchorFile: string,
  keys: readonly string[] | undefined,
): Promise<{ heads: AnchoredHead[]; findings: TrailFinding[] }> {
  const text = await readFile(anchorFile, 'utf8').catch((cause: unknown) => {
    throw failed('anchor-unreadable', { file: anchorFile }, { cause, exitStatus: 2 });
  });
  const heads: AnchoredHead[] = [];
  // Anybody can sign a head: only whose signature it is makes it worth something.
  const findings: TrailFinding[] = keys === undefined ? [{ kind: 'anchor-unverifiable', facts: {} }] : [];
  /** The key whose turn it is: those before it sign nothing any more. */
  let turn = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const signed = parseHead(line);
    if (!signed && isTornLine(line)) continue;
    const facts = { line: index + 1 };
    if (!signed) findings.push({ kind: 'anchor-no-head', facts });
    else if (keys !== undefined && keys.indexOf(signed.key, turn) < 0)
      findings.push({ kind: 'anchor-other-key', facts });
    else if (!isSignedBy(signed.key, linesOf(signed), signed.signature))
      findings.push({ kind: 'anchor-signature-wrong', facts });
    else {
      const { position, hash } = signed;
      turn = keys?.indexOf(signed.key, turn) ?? turn;
      const from = signed.schema === 'roundtrip.head/2' ? { signedFrom: signed.signedFrom } : {};
      heads.push({ position, hash, line: index + 1, ...from });
    }
  }
  return { heads, findings };
}

/** The beginning of a head whose writing was cut short: it proves nothing, and nothing is wrong with the others. */
export function isTornLine(line: string): boolean {
  const beginning = '{"schema":"roundtrip.head/';
  return !line.endsWith('}') && beginning.startsWith(line.slice(0, beginning.length));
}

/** The head that a line of an anchor is; undefined where it is none. */
export function parseHead(line: string): SignedHead | undefined {
  try {
    return SignedHead.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
