import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { SshTarget } from '../ssh-config.ts';

/** A certificate that was there to log in with. */
export type UserCertificate = {
  /** Its file; what the agent calls it where it has none. */
  readonly file: string;
  readonly principals: readonly string[];
  /** YYYY-MM-DD HH:MM:SS, UTC; absent = for ever. */
  readonly until?: string;
  readonly expired: boolean;
};

/** Milliseconds. */
const TIMEOUT = 5000;

/** The certificates of the target's files and of its agent, as ssh-keygen reads them. */
export async function certificatesOf(target: SshTarget): Promise<UserCertificate[]> {
  const files = [...target.certificateFiles, ...target.identityFiles.map((file) => `${file}-cert.pub`)];
  const texts = files.map((file) => ({ file, text: readText(file) }));
  const held = await agentCertificates(target.agentSocket);
  const read = [...texts, ...held].map(({ file, text }) => readCertificate(file, text));
  return (await Promise.all(read)).filter((certificate) => certificate !== undefined);
}

async function agentCertificates(socket: string | undefined): Promise<{ file: string; text: string }[]> {
  if (socket === undefined) return [];
  const listed = await run('ssh-add', ['-L'], { SSH_AUTH_SOCK: socket });
  return listed
    .split('\n')
    .filter((line) => /^\S+-cert-v01@openssh\.com /.test(line))
    .map((text) => ({ file: text.split(' ').slice(2).join(' '), text }));
}

/** undefined for what is no certificate. */
async function readCertificate(file: string, text: string): Promise<UserCertificate | undefined> {
  if (text === '') return undefined;
  const told = await run('ssh-keygen', ['-L', '-f', '-'], { TZ: 'UTC0' }, text);
  const valid = /^\s*Valid: (?:forever|from \S+ to (\S+)|before (\S+)|after \S+)$/m.exec(told);
  if (valid === null) return undefined;
  const [, principals = ''] = /^\s*Principals: *\n([\s\S]*?)^\s*Critical Options:/m.exec(told) ?? [];
  const names = principals.split('\n').flatMap((line) => line.trim() || []);
  const end = valid[1] ?? valid[2];
  const until = end?.replace('T', ' ');
  return {
    file,
    principals: names.filter((name) => name !== '(none)'),
    ...(until === undefined ? {} : { until }),
    expired: end !== undefined && Date.parse(`${end}Z`) <= Date.now(),
  };
}

/** What it printed; nothing where it failed. */
async function run(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input = '',
): Promise<string> {
  const env = { ...process.env, ...environment };
  const running = promisify(execFile)(program, args, { env, timeout: TIMEOUT });
  running.child.stdin?.on('error', () => undefined);
  running.child.stdin?.end(input);
  return running.then(
    ({ stdout }) => stdout,
    () => '',
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
