import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import { addExamples } from './help.ts';
import { standsNow } from './interrupt.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

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
  const { hostSetup: told } = say().help;
  const hostSetup = program
    .command('host-setup [host]')
    .summary(told.summary)
    .description(told.description)
    .option('--observe-key <file>', told.observeKey)
    .option('--apply-key <file>', told.applyKey)
    .option('--approvers <file>', told.approvers)
    .option('--apply', told.apply)
    .option('--deb <file>', told.deb)
    .option('--rpm <file>', told.rpm)
    .action(setUp);
  addExamples(hostSetup, {
    'roundtrip host-setup server-b --observe-key observe.pub --apply-key apply.pub': told.examples.print,
    'roundtrip host-setup server-b --observe-key observe.pub --apply-key apply.pub --apply':
      told.examples.apply,
  });
}

async function setUp(hostText: string | undefined, options: SetupOptions, command: Command): Promise<void> {
  await writePackages(options);
  if (hostText === undefined) {
    if (options.deb !== undefined || options.rpm !== undefined) return;
    throw problem('host-missing', say().problems.hostMissing());
  }
  const { approvalPolicyFor, loadConfigWithInventory, resolveHost } = await import('../config/index.ts');
  const { hostsOptions, installedProgram, performSetup, setupScript } = await import('../host/index.ts');
  const { tellAside } = await import('./screen.ts');
  const { config: file } = command.optsWithGlobals<{ config?: string }>();
  const config = await loadConfigWithInventory({ file }, tellAside);
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
  const hosts = hostsOptions(config);
  standsNow(() => say().interrupted.unfinished);
  const before = await installedProgram(hosts, name);
  process.stderr.write(`${say().setup.before[before]}\n`);
  const { output, warnings } = await performSetup(hosts, name, script);
  for (const line of linesOf(warnings)) tellAside(line);
  process.stdout.write(
    linesOf(output)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** What a host printed, fit for a terminal line by line. */
function linesOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => printable(line.trimEnd(), 500));
}

/** The same for all hosts: the program has no settings. */
async function writePackages(options: SetupOptions): Promise<void> {
  for (const kind of ['deb', 'rpm'] as const) {
    const target = options[kind];
    if (target === undefined) continue;
    const { installedDigest, installedFiles } = await import('../host/index.ts');
    const { writeHostPackage } = await import('./host-package.ts');
    writeHostPackage(kind, installedFiles(), installedDigest(), target);
    process.stderr.write(`${say().setup.packageWritten({ file: printable(target, 300) })}\n`);
  }
}

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
  return problem('key-invalid', say().problems.signersInvalid({ file: printable(file) }), { cause });
}

function notAKey(file: string, cause?: unknown): RoundtripError {
  return problem('key-invalid', say().problems.keyInvalid({ file: printable(file) }), { cause });
}
