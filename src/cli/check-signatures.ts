import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SIGNATURE_NAMESPACE } from '../triage/index.ts';

/** Milliseconds that ssh-keygen may take for one question. */
const LIMIT = 10_000;

/**
 * Who of a list (ALLOWED SIGNERS in ssh-keygen(1)) has signed a text: for hosts whose own ssh-keygen cannot verify. Each counts
 * once; signatures are the inside of what ssh-keygen writes, in base64url. Empty where the list cannot be read.
 */
export async function signersOf(
  allowedSigners: string,
  text: string,
  signatures: readonly string[],
): Promise<string[]> {
  const found = new Set<string>();
  const directory = mkdtempSync(join(tmpdir(), 'roundtrip-signatures-'));
  try {
    const principals = principalsIn(allowedSigners);
    for (const [index, body] of signatures.entries()) {
      const file = join(directory, String(index));
      writeFileSync(file, armored(body), { mode: 0o600 });
      for (const principal of principals) {
        const words = ['-Y', 'verify', '-n', SIGNATURE_NAMESPACE, '-f', allowedSigners];
        if (!(await succeeds([...words, '-I', principal, '-s', file], text))) continue;
        found.add(principal);
        break;
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return [...found];
}

/** The first name of each line; patterns name nobody. */
function principalsIn(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  const names = text.split('\n').map((line) => line.trim().split(/[\s,]/)[0] ?? '');
  return [...new Set(names.filter((name) => /^[A-Za-z0-9._@+-]+$/.test(name)))];
}

function armored(body: string): string {
  const base64 = Buffer.from(body, 'base64url').toString('base64');
  return `-----BEGIN SSH SIGNATURE-----\n${base64}\n-----END SSH SIGNATURE-----\n`;
}

function succeeds(words: readonly string[], input: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = execFile('ssh-keygen', words, { timeout: LIMIT }, (error) => resolve(error === null));
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
