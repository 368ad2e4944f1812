import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';

type SetupOptions = {
  observeKey?: string;
  applyKey?: string;
  approvers?: string;
  apply?: boolean;
  deb?: string;
  rpm?: string;
};

/** `roundtrip host-setup HOST`: prints what prepares a host for least rights, and with `--apply` runs it there. */
export function addHostSetupCommand(program: Command): void {
  program
    .command('host-setup [host]')
    .description(
      'print the script that installs the program on a host, with one key for observing and one for applying',
    )
    .option('--observe-key <file>', 'public key that may only observe')
    .option('--apply-key <file>', 'public key that may only apply, confirm, undo and ask for changes')
    .option(
      '--approvers <file>',
      'keys of those who may approve changes there, as ssh-keygen reads them (allowed_signers): the host then makes no change that they have not signed',
    )
    .option('--apply', 'run it on the host, over the way that the configuration knows now')
    .option(
      '--deb <file>',
      'write a Debian package with the program alone, for hosts that run only what a package brought; the script then leaves it as it is',
    )
    .option('--rpm <file>', 'the same as an RPM package (needs rpmbuild)')
    .action(setUp);
}

async function setUp(hostText: string | undefined, options: SetupOptions, command: Command): Promise<void> {
  await writePackages(options);
  if (hostText === undefined) {
    if (options.deb !== undefined || options.rpm !== undefined) return;
    throw new RoundtripError(
      'host-missing',
      'No host was named.',
      'Name one of the inventory: roundtrip host-setup HOST. Only --deb and --rpm need none.',
      { exitStatus: EXIT.usage },
    );
  }
  const { approvalPolicyFor, loadConfigWithInventory, resolveHost } = await import('../config/index.ts');
  const { installedProgram, performSetup, setupScript } = await import('../host/index.ts');
  const { config: file } = command.optsWithGlobals<{ config?: string }>();
  const config = await loadConfigWithInventory({ file }, (text) => void process.stderr.write(`${text}\n`));
  const resolved = resolveHost(config, hostText);
  const { name } = resolved;
  const keys = {
    ...(options.observeKey === undefined ? {} : { observe: readKey(options.observeKey) }),
    ...(options.applyKey === undefined ? {} : { apply: readKey(options.applyKey) }),
  };
  const { minimum } = approvalPolicyFor(config, resolved);
  const script = setupScript(
    keys,
    options.approvers === undefined
      ? undefined
      : { host: name, minimum, allowedSigners: readSigners(options.approvers) },
  );
  if (!options.apply) {
    process.stdout.write(script);
    return;
  }
  const hosts = {
    sshConfig: config.ssh.config,
    resolveAliases: (host: string) => resolveHost(config, host).aliases,
  };
  const before = await installedProgram(hosts, name);
  process.stderr.write(`${BEFORE[before]}\n`);
  process.stdout.write(printable(await performSetup(hosts, name, script), 2000).trim());
  process.stdout.write('\n');
}

/** The same for all hosts: the program has no settings. */
async function writePackages(options: SetupOptions): Promise<void> {
  for (const kind of ['deb', 'rpm'] as const) {
    const target = options[kind];
    if (target === undefined) continue;
    const { installedDigest, installedFiles } = await import('../host/index.ts');
    const { writeHostPackage } = await import('./host-package.ts');
    writeHostPackage(kind, installedFiles(), installedDigest(), target);
    process.stderr.write(
      `${printable(target, 300)} is written. Install it on the host, then run what "host-setup HOST" prints: it sets up accounts and keys, and checks the program by its hash.\n`,
    );
  }
}

const BEFORE = {
  none: 'The program is not installed there yet.',
  same: 'The program that is installed there is this one; keys and accounts are brought up to date.',
  other: 'Another version of the program is installed there: it is replaced.',
} as const;

/** One line of an OpenSSH public key file: it goes into a quoted line on the host. */
function readKey(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw notAKey(file, cause);
  }
  if (!/^[a-z0-9@.-]+ [A-Za-z0-9+/=]+( [A-Za-z0-9@._ +-]*)?$/.test(text)) throw notAKey(file);
  return text;
}

/** Lines of ssh-keygen's ALLOWED SIGNERS; they go into a file on the host as they are. */
function readSigners(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw notSigners(file, cause);
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const wrong = lines.length === 0 || lines.some((line) => !SIGNER.test(line));
  if (wrong) throw notSigners(file);
  return `${lines.join('\n')}\n`;
}

/** Principals, options, the kind of key, and the key. */
const SIGNER = /^[A-Za-z0-9._@,+*?!-]+ ([a-z-]+(="[^"]*")?[, ])*[a-z0-9@.-]+ [A-Za-z0-9+/=]{40,}( .*)?$/;

function notSigners(file: string, cause?: unknown): RoundtripError {
  return new RoundtripError(
    'key-invalid',
    `${printable(file)} lists no keys of approvers.`,
    'Write a line for each: a name, then the public key, as in "alice@example.com ssh-ed25519 AAAA…".',
    { exitStatus: EXIT.usage, cause },
  );
}

function notAKey(file: string, cause?: unknown): RoundtripError {
  return new RoundtripError(
    'key-invalid',
    `${printable(file)} is no public key of OpenSSH.`,
    'Make one with "ssh-keygen -t ed25519 -f FILE", and name FILE.pub.',
    { exitStatus: EXIT.usage, cause },
  );
}
