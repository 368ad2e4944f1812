import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RoundtripError } from '../../errors.ts';
import { run } from './run.ts';
import { sshAddress, type TopologyNode } from './topology.ts';

/** The lab's ssh client files; all but the configuration are secret or pinned. */
export interface SshFiles {
  readonly directory: string;
  readonly config: string;
  readonly knownHosts: string;
  readonly identity: string;
}

export function sshFiles(labDirectory: string): SshFiles {
  const directory = join(labDirectory, 'ssh');
  return {
    directory,
    config: join(directory, 'config'),
    knownHosts: join(directory, 'known_hosts'),
    identity: join(directory, 'id_ed25519'),
  };
}

/**
 * Makes the client's key and each node's host key. The nodes' prepared /etc/ssh gets its host key and lets the
 * client's key in; the host keys are pinned.
 */
export async function makeKeys(
  files: SshFiles,
  nodes: readonly (readonly [name: string, node: TopologyNode, etc: string])[],
): Promise<void> {
  mkdirSync(files.directory, { mode: 0o700 });
  await Promise.all([
    makeKey(files.identity, 'roundtrip-lab'),
    ...nodes.map(([name, , etc]) => makeKey(join(etc, 'ssh/ssh_host_ed25519_key'), name)),
  ]);
  const clientKey = readFileSync(`${files.identity}.pub`, 'utf8');
  const known: string[] = [];
  for (const [name, node, etc] of nodes) {
    const key = readFileSync(join(etc, 'ssh/ssh_host_ed25519_key.pub'), 'utf8').split(' ');
    writeFileSync(join(etc, 'ssh/authorized_keys'), clientKey);
    known.push(`${name},${sshAddress(node)} ${key[0]} ${key[1]}\n`);
  }
  writeFileSync(files.knownHosts, known.join(''), { mode: 0o600 });
}

async function makeKey(file: string, comment: string): Promise<void> {
  const made = await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file]);
  if (made.exitCode === 0) return;
  throw new RoundtripError(
    'lab-key-failed',
    `ssh-keygen could not make a key: ${made.stderr.trim()}`,
    'Run `ssh-keygen -t ed25519` by hand to see why.',
  );
}

/**
 * The OpenSSH client configuration of the lab: everything in-band, from the management namespace.
 * @param managementPid a process in that namespace, in the machine's numbering
 * @param pids a process in each node's namespaces, likewise
 * @param netcat the words of `nc` before host and port
 */
export function sshConfig(
  files: SshFiles,
  nodes: Readonly<Record<string, TopologyNode>>,
  managementPid: number,
  pids: ReadonlyMap<string, number>,
  netcat: readonly string[],
): string {
  // The connection is a member of the lab's processes (-p), so that it cannot outlive the lab.
  const proxyCommand = (name: string, node: TopologyNode) =>
    node.ssh !== false && node.ssh?.reach === 'loopback'
      ? `nsenter -t ${pids.get(name)} -n -p ${netcat.join(' ')} 127.0.0.1 %p`
      : `nsenter -t ${managementPid} -n -p ${netcat.join(' ')} %h %p`;
  const blocks = Object.entries(nodes)
    .filter(([, node]) => node.ssh !== false)
    .map(([name, node]) => hostBlock(name, node, proxyCommand(name, node)));
  return `${[...blocks, commonBlock(files)].join('\n\n')}\n`;
}

/** What holds for every host of a client of the lab. */
export function commonBlock(files: Pick<SshFiles, 'identity' | 'knownHosts'>): string {
  return [
    'Host *',
    `  IdentityFile ${files.identity}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    `  UserKnownHostsFile ${files.knownHosts}`,
    '  GlobalKnownHostsFile /dev/null',
    '  StrictHostKeyChecking yes',
    '  BatchMode yes',
    '  ConnectTimeout 5',
  ].join('\n');
}

function hostBlock(name: string, node: TopologyNode, proxyCommand: string): string {
  const ssh = node.ssh === false ? {} : (node.ssh ?? {});
  return [
    `Host ${name}`,
    `  HostName ${sshAddress(node)}`,
    '  Port 22',
    `  User ${ssh.user ?? 'root'}`,
    ssh.jump === undefined ? `  ProxyCommand ${proxyCommand}` : `  ProxyJump ${ssh.jump}`,
  ].join('\n');
}
