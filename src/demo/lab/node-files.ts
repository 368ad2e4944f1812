import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './requirements.ts';
import type { TopologyNode } from './topology.ts';

/** The first user id of people who log in (Debian's and RHEL's convention). */
const FIRST_USER_ID = 1000;

/** Where a node's files are prepared before it starts. */
export function preparedDirectory(labDirectory: string, node: string): string {
  return join(labDirectory, 'nodes', node);
}

/**
 * Prepares what a node has in /etc beside the machine's copy, and what its firmware says.
 * @returns notes on what could not be done as asked
 */
export function prepareNodeFiles(labDirectory: string, name: string, node: TopologyNode): string[] {
  const directory = preparedDirectory(labDirectory, name);
  const etc = join(directory, 'etc');
  mkdirSync(join(etc, 'ssh'), { recursive: true });
  mkdirSync(join(directory, 'dmi'));
  const write = (file: string, text: string) => writeFileSync(join(etc, file), text);
  write('hostname', `${name}\n`);
  write('hosts', `127.0.0.1\tlocalhost\n127.0.1.1\t${name}\n::1\tlocalhost\n`);
  write('resolv.conf', '# no name server is reachable from the lab\n');
  write('machine-id', `${randomBytes(16).toString('hex')}\n`);
  for (const [file, text] of Object.entries(node.dmi ?? {})) {
    writeFileSync(join(directory, 'dmi', file), `${text}\n`);
  }
  const notes: string[] = [];
  if (node.dmi !== undefined && !existsSync('/sys/devices/virtual/dmi')) {
    notes.push(`${name}: its firmware says nothing, for this machine has no DMI to cover`);
  }
  if (node.ssh === false) return notes;
  return [...notes, ...prepareLogin(etc, name, node.ssh?.user, node.ssh?.sudo ?? false)];
}

/** sshd's configuration, and the accounts that may log in: root, and `user` where one is asked for. */
function prepareLogin(etc: string, name: string, user: string | undefined, sudo: boolean): string[] {
  writeFileSync(join(etc, 'ssh/sshd_config'), SSHD_CONFIG);
  // UsePAM is off, so sshd itself refuses an account that is locked by "!".
  const accounts = accountFiles(user);
  for (const [file, text] of Object.entries(accounts)) writeFileSync(join(etc, file), text);
  chmodSync(join(etc, 'shadow'), 0o600);
  if (user === undefined || !sudo) return [];
  if (findProgram('sudo') === undefined) return [`${name}: ${user} has no sudo, for sudo is not installed`];
  mkdirSync(join(etc, 'sudoers.d'));
  writeFileSync(join(etc, 'sudoers.d/lab'), `${user} ALL=(ALL) NOPASSWD: ALL\n`, { mode: 0o440 });
  return [];
}

function accountFiles(user: string | undefined): { passwd: string; shadow: string; group: string } {
  const without = (file: string, name: string) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith(`${name}:`));
  const accounts = {
    passwd: without('/etc/passwd', user ?? '').map(withOwnHome),
    shadow: [...without('/etc/shadow', 'root'), 'root:*:20000:0:99999:7:::'],
    group: without('/etc/group', user ?? ''),
  };
  if (user !== undefined) {
    const taken = new Set(accounts.passwd.map((line) => Number(line.split(':')[2])));
    let id = FIRST_USER_ID;
    while (taken.has(id)) id++;
    accounts.passwd.push(`${user}:x:${id}:${id}::/run/home/${user}:/bin/sh`);
    accounts.shadow = [
      ...accounts.shadow.filter((line) => !line.startsWith(`${user}:`)),
      `${user}:*:20000::::::`,
    ];
    accounts.group.push(`${user}:x:${id}:`);
  }
  const text = (lines: readonly string[]) => `${lines.join('\n')}\n`;
  return { passwd: text(accounts.passwd), shadow: text(accounts.shadow), group: text(accounts.group) };
}

/** Root's start-up files are the machine's: a login here must neither run them nor wait for them. */
function withOwnHome(line: string): string {
  const fields = line.split(':');
  if (fields[0] !== 'root') return line;
  fields[5] = '/run/home/root';
  return fields.join(':');
}

const SSHD_CONFIG = `Port 22
HostKey /etc/ssh/ssh_host_ed25519_key
AuthorizedKeysFile /etc/ssh/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
PrintMotd no
PermitUserRC no
PidFile /run/sshd.pid
SetEnv HISTFILE=/dev/null
Subsystem sftp internal-sftp
`;
