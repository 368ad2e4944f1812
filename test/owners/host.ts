import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Network } from './network.ts';

const NAMESPACES = ['-m', '-p', '-C', '-u', '-i'];

/** A host that boots from a root, in namespaces, with systemd as its first process; its disk outlives a restart. */
export class Host {
  readonly #root: string;
  readonly #changes: string;
  readonly #network: Network;
  #outside: ChildProcess | undefined;
  #first = 0;

  /** @param changes directory of what the host writes to its disk */
  constructor(root: string, changes: string, network: Network) {
    this.#root = root;
    this.#changes = changes;
    this.#network = network;
  }

  /** A file on its disk, while it does not run. */
  write(path: string, text: string, mode = 0o644): void {
    const file = join(this.#changes, 'upper', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode });
  }

  /** A symbolic link on its disk, while it does not run. */
  link(path: string, target: string): void {
    const file = join(this.#changes, 'upper', path);
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync(target, file);
  }

  async boot(): Promise<void> {
    this.#network.connectHost();
    const script = fileURLToPath(new URL('boot.sh', import.meta.url));
    const boot = ['unshare', ...NAMESPACES, '-f', '--kill-child', 'bash', script, this.#root, this.#changes];
    this.#outside = spawn('ip', ['netns', 'exec', this.#network.host, ...boot], { stdio: 'ignore' });
    this.#first = await firstProcess(this.#outside);
    for (let tries = 0; tries < 120; tries += 1) {
      const state = await this.run('systemctl is-system-running 2>/dev/null || true').catch(() => '');
      if (/^(running|degraded)$/.test(state.trim())) return;
      await delay(250);
    }
    throw new Error(
      `the host did not come up within 30 s:\n${await this.run('systemctl list-jobs --no-pager')}`,
    );
  }

  /** Ends at once, as by a power failure. */
  async stop(): Promise<void> {
    const outside = this.#outside;
    if (!outside) return;
    this.#outside = undefined;
    const ended = new Promise((resolve) => outside.once('exit', resolve));
    try {
      if (this.#first > 0) process.kill(this.#first, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    await ended;
    this.#network.disconnectHost();
  }

  async reboot(): Promise<void> {
    await this.stop();
    await this.boot();
  }

  /** Runs a shell text there as root. @returns its standard output */
  run(text: string, input = ''): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = execFile(
        'nsenter',
        [...this.enter(), 'sh', '-c', text],
        { encoding: 'utf8', timeout: 120_000 },
        (error, stdout) => (error ? reject(error) : resolve(stdout)),
      );
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  }

  /** The words of nsenter that lead there. */
  enter(): string[] {
    return ['-t', String(this.#first), '-n', ...NAMESPACES];
  }
}

/** The process below `ip netns exec`, which becomes unshare, whose child is the host's first process. */
async function firstProcess({ pid, exitCode }: ChildProcess): Promise<number> {
  for (let tries = 0; tries < 200 && exitCode === null; tries += 1) {
    const [child] = pid === undefined ? [] : childrenOf(pid);
    if (child !== undefined) return child;
    await delay(50);
  }
  throw new Error('the namespaces could not be made');
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** An SSH key pair. @returns its public half */
export function makeKey(file: string): string {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'owners', '-f', file]);
  return readFileSync(`${file}.pub`, 'utf8').trim();
}
