import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { inTime } from './clock.ts';
import { connectHost } from './connect.ts';
import { gateProgram, hostProgram, type KeyRole } from './program.ts';
import { brokenOff, overloaded } from './script-run.ts';
import { unreachable } from './unreachable.ts';
import type { HostsOptions } from './watch.ts';

/** Where the program stands on a host that has it installed. */
const PLACE = '/usr/local/libexec/roundtrip';
/** Where it says who may approve changes, where the host verifies that by itself. */
const APPROVALS = '/etc/roundtrip';
const END = 'ROUNDTRIP_FILE_ENDS_HERE';
/** Milliseconds that the setup's script may take. */
const SETUP_LIMIT = 120_000;
/** Characters of its output that are kept. */
const OUTPUT_KEPT = 20_000;
const ROLES = ['observe', 'apply'] as const satisfies readonly KeyRole[];

/** The public keys, each one line, that are bound to their verbs; a role without one gets no account. */
export type SetupKeys = Partial<Record<KeyRole, string>>;

/** Who may approve changes of a host, which it verifies by itself. */
export type SetupApprovals = {
  /** Its name in the inventory: what approvers sign. */
  host: string;
  /** How many of them must sign. */
  minimum: number;
  /** Their keys, as ssh-keygen reads them (ALLOWED SIGNERS in ssh-keygen(1)). */
  allowedSigners: string;
};

/**
 * The script that root runs on a host: it installs the program, two accounts bound to their verbs, and their sudo rule; and,
 * where the host is to verify approvals, who may give them.
 */
export function setupScript(keys: SetupKeys, approvals?: SetupApprovals): string {
  const roles = ROLES.filter((role) => keys[role] !== undefined);
  return [
    '#!/bin/sh',
    '# Prepares a host for Roundtrip. Run it as root; running it again brings the program up to date.',
    'set -eu',
    'umask 022',
    ...addLine(),
    ...programLines(),
    // Before any key: no moment, and no setup that fails half way, leaves a key that changes the host without its approvers.
    ...(approvals ? approvalLines(approvals) : []),
    ...roles.flatMap((role) => accountLines(role, keys[role] ?? '')),
    ...(roles.length === 0 ? [] : ruleLines(roles)),
    'echo "Roundtrip is installed."',
    '',
  ].join('\n');
}

/** The package that brings the program, where a host takes it by package. */
export const PACKAGE_NAME = 'roundtrip-host';

export type InstalledFile = { path: string; mode: number; text: string };

/** The files of the program, as they stand on a host that has it installed. */
export function installedFiles(): InstalledFile[] {
  return [
    { path: `${PLACE}/roundtrip-host`, mode: 0o644, text: `${hostProgram().trimEnd()}\n` },
    ...ROLES.map((role) => ({
      path: `${PLACE}/${role}`,
      mode: 0o755,
      text: `${gateProgram(role).trimEnd()}\n`,
    })),
  ];
}

/** SHA-256, hex, of all of them. */
export function installedDigest(): string {
  const hash = createHash('sha256');
  for (const { path, text } of installedFiles()) hash.update(`${path}\n${text}`);
  return hash.digest('hex');
}

/** Where a package has brought the program it is only compared: what a script writes, such a host would not trust. */
function programLines(): string[] {
  const digests = installedFiles().map(
    ({ path, text }) => `${createHash('sha256').update(text).digest('hex')}  ${path}`,
  );
  const isPackaged = `rpm -q ${PACKAGE_NAME} >/dev/null 2>&1 || [ "$(dpkg-query -W -f='\${Status}' ${PACKAGE_NAME} 2>/dev/null)" = 'install ok installed' ]`;
  return [
    `if ${isPackaged}; then`,
    `  printf '%s\\n' ${digests.map((line) => `'${line}'`).join(' ')} | sha256sum -c --status || {`,
    `    echo "The package ${PACKAGE_NAME} here is of another version: install the one that host-setup --deb or --rpm makes." >&2`,
    '    exit 1',
    '  }',
    'else',
    '  if [ "$(cat /sys/fs/selinux/enforce 2>/dev/null)" = 1 ] || systemctl is-active --quiet fapolicyd 2>/dev/null; then',
    `    echo "SELinux or fapolicyd is enforced here: if it refuses the program, install it by package (host-setup --deb or --rpm), then run this again." >&2`,
    '  fi',
    `  mkdir -p ${PLACE}`,
    `  chown root:root ${PLACE}`,
    ...installFile('roundtrip-host', hostProgram(), '644'),
    ...ROLES.flatMap((role) => installFile(role, gateProgram(role), '755')),
    'fi',
  ];
}

/** `add_line FILE LINE`, where it is not there yet. What others wrote may end without a newline. */
function addLine(): string[] {
  return [
    'add_line() {',
    '  if grep -qsxF -e "$2" "$1"; then return; fi',
    '  if [ -s "$1" ] && [ -n "$(tail -c 1 "$1")" ]; then echo >>"$1"; fi',
    `  printf '%s\\n' "$2" >>"$1"`,
    '}',
  ];
}

/** The list of keys comes first: as soon as the other file stands, the host asks for signatures. */
function approvalLines({ host, minimum, allowedSigners }: SetupApprovals): string[] {
  return [
    `mkdir -p ${APPROVALS}`,
    `chown root:root ${APPROVALS}`,
    `chmod 755 ${APPROVALS}`,
    ...installFile('allowed_signers', allowedSigners, '644', APPROVALS),
    ...installFile('approval.next', `host ${host}\nminimum ${minimum}\n`, '644', APPROVALS),
    // OpenSSH before 8.1 does not know -Y; what it then says of it names the option.
    'if ! command -v ssh-keygen >/dev/null 2>&1 || ssh-keygen -Y verify 2>&1 </dev/null | grep -qiE "(unknown|illegal|invalid) option"; then',
    `  printf 'verified-by bot\\n' >>${APPROVALS}/approval.next`,
    '  echo "ssh-keygen here cannot verify signatures (OpenSSH 8.1 or newer can): Roundtrip checks them, and this host takes its word for it." >&2',
    'fi',
    `mv ${APPROVALS}/approval.next ${APPROVALS}/approval`,
  ];
}

/** Written beside it and then moved: whoever runs it meanwhile has the old one or the new one, whole. */
function installFile(name: string, text: string, mode: string, place = PLACE): string[] {
  const file = `${place}/${name}`;
  return [
    `cat >${file}.new <<'${END}'`,
    text.trimEnd(),
    END,
    `chown root:root ${file}.new`,
    `chmod ${mode} ${file}.new`,
    `mv ${file}.new ${file}`,
  ];
}

/** The key goes where sshd looks for the account's keys, in a file that the account cannot write. */
function accountLines(role: KeyRole, key: string): string[] {
  const account = `roundtrip-${role}`;
  const line = `restrict,command="${PLACE}/${role}" ${key}`;
  return [
    `id ${account} >/dev/null 2>&1 || useradd --system --create-home --home-dir /var/lib/${account} --shell /bin/sh ${account}`,
    `usermod -p '*' ${account}`,
    `keys=$(sshd -T -C user=${account},host=localhost,addr=127.0.0.1 2>/dev/null | sed -n 's/^authorizedkeysfile //p')`,
    `keys=$(printf '%s\\n' "\${keys:-.ssh/authorized_keys}" | cut -d' ' -f1 | sed -e 's|%h|/var/lib/${account}|g' -e 's|%u|${account}|g')`,
    `case $keys in /*) ;; *) keys=/var/lib/${account}/$keys ;; esac`,
    'mkdir -p "$(dirname "$keys")"',
    `add_line "$keys" '${line}'`,
    'chown root:root "$(dirname "$keys")" "$keys"',
    'chmod 644 "$keys"',
  ];
}

function ruleLines(roles: readonly KeyRole[]): string[] {
  const rules = roles.map((role) => `roundtrip-${role} ALL=(root) NOPASSWD: ${PLACE}/${role}`);
  return [
    'if command -v visudo >/dev/null 2>&1; then',
    `  printf '%s\\n' ${rules.map((rule) => `'${rule}'`).join(' ')} >/etc/sudoers.d/roundtrip.new`,
    '  chmod 440 /etc/sudoers.d/roundtrip.new',
    '  visudo -cqf /etc/sudoers.d/roundtrip.new',
    '  mv /etc/sudoers.d/roundtrip.new /etc/sudoers.d/roundtrip',
    'elif command -v doas >/dev/null 2>&1; then',
    ...roles.map((role) => {
      const rule = `permit nopass roundtrip-${role} as root cmd ${PLACE}/${role}`;
      return `  add_line /etc/doas.conf '${rule}'`;
    }),
    'else',
    '  echo "Neither sudo nor doas is here: the accounts can do nothing. Give the keys to root instead." >&2',
    'fi',
  ];
}

/** What is installed on a host now: nothing, this program, or another one. */
export async function installedProgram(
  hosts: HostsOptions,
  host: string,
): Promise<'none' | 'same' | 'other'> {
  const { output: said } = await runAsRoot(
    hosts,
    host,
    `sha256sum ${PLACE}/roundtrip-host 2>/dev/null || echo none`,
  );
  const [found = ''] = said.trim().split(/\s/);
  if (found === 'none') return 'none';
  const ours = createHash('sha256').update(hostProgram()).digest('hex');
  return found === ours ? 'same' : 'other';
}

/** What a setup printed: of what it did, and of what does not work on this host (standard error). */
type SetupPrinted = { output: string; warnings: string };

/** Runs the setup's script on the host. */
export function performSetup(hosts: HostsOptions, host: string, script: string): Promise<SetupPrinted> {
  return runAsRoot(hosts, host, script);
}

async function runAsRoot(hosts: HostsOptions, host: string, script: string): Promise<SetupPrinted> {
  const connection = await connectHost(hosts.ssh, host, hosts.resolveAliases(host));
  try {
    const command = await connection.run(
      `sh -c 'if [ "$(id -u)" = 0 ]; then exec sh -s; fi; exec sudo -n sh -s'`,
    );
    command.input.on('error', () => undefined);
    command.input.end(script);
    const all = Promise.all([headOf(command.output), headOf(command.errors), command.ended]);
    const finished = await inTime(all, SETUP_LIMIT);
    if (finished === undefined) throw overloaded(host);
    const [output, complaint, end] = finished;
    if (end.kind !== 'exit') throw brokenOff(end, { host, during: 'setup' });
    if (end.status === 0) return { output, warnings: complaint };
    // What made it end stands last, behind the warnings.
    const why = complaint.trim().split('\n').slice(-3).join(' ').slice(-300) || `status ${end.status}`;
    throw unreachable('host-setup-failed', { host, said: why });
  } finally {
    connection.close();
  }
}

/** The first characters of what comes; the rest is read and forgotten. */
async function headOf(stream: Readable): Promise<string> {
  let head = '';
  for await (const chunk of stream) if (head.length < OUTPUT_KEPT) head += String(chunk);
  return head.slice(0, OUTPUT_KEPT);
}
