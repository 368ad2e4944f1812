import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EXIT, type RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import {
  approvalText,
  expiryOf,
  SIGNATURE_NAMESPACE,
  signatureBody,
  type TriageState,
} from '../triage/index.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

/** The keys that are taken where none is named, the best first: those that need a touch, then the others. */
const USUAL_KEYS = ['id_ed25519_sk', 'id_ecdsa_sk', 'id_ed25519', 'id_ecdsa', 'id_rsa'];

/**
 * Signs the plan that waits for approval with the person's own SSH key. ssh-keygen asks for a passphrase or a touch in the
 * terminal by itself. @returns the inside of its signature in base64url without padding
 */
export async function signApproval(
  { id, request, change }: TriageState,
  keyFile: string | undefined,
): Promise<string> {
  if (!change) throw new Error(`triage ${id} has no plan to sign`);
  const { plan } = change;
  const text = approvalText({ host: request.host, triage: id, plan, expires: expiryOf(change) });
  const armored = await runKeygen(
    ['-Y', 'sign', '-n', SIGNATURE_NAMESPACE, '-f', keyFile ?? usualKey()],
    text,
  );
  const body = signatureBody(armored);
  if (body === undefined) throw signingFailed('ssh-keygen printed no signature');
  return body;
}

function usualKey(): string {
  const files = USUAL_KEYS.map((name) => join(homedir(), '.ssh', name));
  const found = files.find((file) => existsSync(file) || existsSync(`${file}.pub`));
  if (found !== undefined) return existsSync(found) ? found : `${found}.pub`;
  throw problem('key-missing', say().problems.keyMissing());
}

function runKeygen(argv: readonly string[], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('ssh-keygen', argv, { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    const fail = (why: string, cause?: unknown): void => reject(signingFailed(why, cause));
    child.on('error', (cause) => fail('ssh-keygen cannot be run', cause));
    child.on('close', (status) => (status === 0 ? resolve(output) : fail(complaint || `status ${status}`)));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function signingFailed(why: string, cause?: unknown): RoundtripError {
  const told = say().problems.signingFailed({ why: printable(why.trim(), 300) });
  return problem('signing-failed', told, { exitStatus: EXIT.failed, cause });
}
