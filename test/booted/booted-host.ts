import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Whether this machine can boot one: its own systemd, and overlays. */
export function canBoot(): boolean {
  return existsSync('/lib/systemd/systemd') && /\boverlay$/m.test(readFileSync('/proc/filesystems', 'utf8'));
}

/** A host with systemd as its first process, of this machine's own files, in namespaces. */
export type BootedHost = {
  /** Runs a shell text there as root. @returns its standard output */
  run(text: string, input?: string): Promise<string>;
  stop(): Promise<void>;
};

const NAMESPACES = ['-n', '-m', '-p', '-C', '-u', '-i'];

/** With `program`, that directory stands at /opt/roundtrip there. */
export async function bootHost(program?: string): Promise<BootedHost> {
  const script = fileURLToPath(new URL('boot.sh', import.meta.url));
  const outside = spawn(
    'unshare',
    [...NAMESPACES, '-f', '--kill-child', 'bash', script, ...(program === undefined ? [] : [program])],
    {
      stdio: 'ignore',
    },
  );
  const first = await firstProcess(outside);
  const host: BootedHost = {
    run: (text, input = '') => runWithin(first, text, input),
    async stop() {
      const ended = new Promise((resolve) => outside.once('exit', resolve));
      process.kill(first, 'SIGKILL');
      await ended;
    },
  };
  for (let tries = 0; tries < 120; tries += 1) {
    const state = await host.run('systemctl is-active booted.target 2>/dev/null || true').catch(() => '');
    if (state.trim() === 'active') return host;
    await delay(250);
  }
  await host.stop();
  throw new Error('systemd did not come up within 30 s');
}

async function firstProcess({ pid, exitCode }: ChildProcess): Promise<number> {
  for (let tries = 0; tries < 100 && exitCode === null; tries += 1) {
    const children = pid === undefined ? '' : readChildren(pid);
    const [child] = children.split(' ').filter(Boolean).map(Number);
    if (child !== undefined) return child;
    await delay(50);
  }
  throw new Error('the namespaces could not be made');
}

function readChildren(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  } catch {
    return '';
  }
}

function runWithin(pid: number, text: string, input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const argv = ['-t', String(pid), ...NAMESPACES, 'sh', '-c', text];
    const child = execFile('nsenter', argv, { encoding: 'utf8', timeout: 60_000 }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
