import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** One of the sshd that a field has. */
export type FieldHost = { readonly port: number; readonly log: () => string; stop(): Promise<void> };

/** Real sshd on loopback with keys, authorities and certificates of one's own, and the client's configuration for them. */
export class SshField {
  readonly directory = mkdtempSync(join(tmpdir(), 'ssh-field-'));
  readonly config = join(this.directory, 'config');
  readonly knownHosts = join(this.directory, 'known_hosts');
  readonly user = userInfo().username;
  readonly #hosts: FieldHost[] = [];

  constructor() {
    for (const key of ['user', 'user-ca', 'host', 'host-ca', 'other']) this.makeKey(key);
    writeFileSync(this.knownHosts, '');
    writeFileSync(this.config, '');
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  text(name: string): string {
    return readFileSync(this.path(name), 'utf8').trim();
  }

  makeKey(name: string, ...options: string[]): void {
    this.keygen('-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', this.path(name), ...options);
  }

  keygen(...args: string[]): void {
    execFileSync('ssh-keygen', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  }

  /** Signs KEY.pub as KEY-cert.pub. @param validity as `ssh-keygen -V` takes it */
  signUser(key: string, validity = 'always:forever', principal = this.user): void {
    const names = ['-I', `${key} of a test`, '-n', principal, '-V', validity];
    this.keygen('-q', '-s', this.path('user-ca'), ...names, this.path(`${key}.pub`));
  }

  /** A certificate for host.pub, as host-cert.pub. */
  signHost(name: string, validity = 'always:forever'): void {
    const names = ['-I', 'host of a test', '-n', name, '-V', validity];
    this.keygen('-q', '-s', this.path('host-ca'), '-h', ...names, this.path('host.pub'));
  }

  /** Starts an sshd with the host's key, which lets in who has the user's key, unless the lines say otherwise. */
  async start(lines: readonly string[] = []): Promise<FieldHost> {
    const port = await freePort();
    const name = `sshd-${port}`;
    writeFileSync(this.path('authorized'), readFileSync(this.path('user.pub')));
    // sshd takes the first value of an option.
    writeFileSync(
      this.path(name),
      [
        ...lines,
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${this.path('host')}`,
        `AuthorizedKeysFile ${this.path('authorized')}`,
        'PermitRootLogin yes',
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'UsePAM no',
        'StrictModes no',
        'PidFile none',
        'LogLevel VERBOSE',
        '',
      ].join('\n'),
    );
    // Debian's own service makes it; nothing has started that here.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    const log = this.path(`${name}.log`);
    writeFileSync(log, '');
    const child = spawn(sshd(), ['-D', '-e', '-f', this.path(name)], { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk: Buffer) => appendFileSync(log, chunk));
    const host = { port, log: () => readFileSync(log, 'utf8'), stop: () => stop(child) };
    this.#hosts.push(host);
    while (!host.log().includes('Server listening')) {
      if (child.exitCode !== null) throw new Error(`sshd did not start: ${host.log()}`);
      await delay(20);
    }
    return host;
  }

  /** Adds an alias: on loopback, with the user's key and the known_hosts of the field. */
  alias(name: string, host: FieldHost, lines: readonly string[] = []): void {
    const block = [
      `Host ${name}`,
      ...lines,
      'HostName 127.0.0.1',
      `Port ${host.port}`,
      `User ${this.user}`,
      `IdentityFile ${this.path('user')}`,
      'IdentitiesOnly yes',
      'IdentityAgent none',
      `UserKnownHostsFile ${this.knownHosts}`,
      'GlobalKnownHostsFile /dev/null',
      'ConnectTimeout 3',
    ];
    appendFileSync(this.config, `${block.join('\n')}\n`);
  }

  pin({ port }: FieldHost, line = this.text('host.pub'), marker = ''): void {
    appendFileSync(this.knownHosts, `${marker}[127.0.0.1]:${port} ${line}\n`);
  }

  /** An sshd, its alias, and its key pinned. */
  async host(
    name: string,
    lines: readonly string[] = [],
    client: readonly string[] = [],
  ): Promise<FieldHost> {
    const host = await this.start(lines);
    this.alias(name, host, client);
    this.pin(host);
    return host;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host.stop()));
    rmSync(this.directory, { recursive: true });
  }
}

/** sshd wants to be started by its whole path. */
function sshd(): string {
  return execFileSync('sh', ['-c', 'PATH=$PATH:/usr/sbin:/sbin; command -v sshd'], {
    encoding: 'utf8',
  }).trim();
}

/** With the sessions that it has. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  for (const pid of descendants(child.pid)) killed(pid);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

function descendants(pid: number): number[] {
  const listed = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' });
  const processes = listed
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([own, parent, name]) => ({ pid: Number(own), parent: Number(parent), name }));
  const below = (of: number): number[] =>
    processes
      .filter(({ parent, name }) => parent === of && name?.startsWith('sshd'))
      .flatMap((each) => [each.pid, ...below(each.pid)]);
  return below(pid);
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
