import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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
  const file = keyFile ?? usualKey();
  mustBeUseful(file);
  const armored = await runKeygen(['-Y', 'sign', '-n', SIGNATURE_NAMESPACE, '-f', file], text);
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

/** What ssh-keygen calls "no such file", whatever it is. A public key is enough where an agent has the other half. */
function mustBeUseful(file: string): void {
  const { keyUnreadable, keyUseless } = say().problems;
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch (error) {
    if (existsSync(`${file}.pub`)) return;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw problem('key-useless', keyUnreadable({ file, code }), { cause: error });
  }
  const fault = faultOf(text);
  if (fault !== undefined) throw problem('key-useless', keyUseless[fault]({ file }));
}

function faultOf(text: string): 'empty' | 'no-key' | 'windows-lines' | 'cut' | undefined {
  if (text.trim() === '') return 'empty';
  if (!text.includes('PRIVATE KEY-----')) return /^(?:ssh|ecdsa|sk)-\S+ /.test(text) ? undefined : 'no-key';
  if (text.includes('\r\n')) return 'windows-lines';
  return /-----END [A-Z ]*PRIVATE KEY-----/.test(text) ? undefined : 'cut';
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
