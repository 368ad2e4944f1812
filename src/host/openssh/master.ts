import type { ChildProcess } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeItEnds, privateFolder } from '../private-folder.ts';
import type { SshTarget } from '../ssh-config.ts';
import { strictConfiguration } from '../strict-configuration.ts';
import { endConnection, endConnectionNow, startSsh } from './client.ts';
import { explainLogin } from './explain-login.ts';
import { lastWords } from './log-lines.ts';

/** An authenticated connection of ssh in the background, over which commands are run (ControlMaster in ssh_config(5)). */
export type Master = {
  readonly socket: string;
  /** What ssh said of its end; empty where it said nothing. */
  lastWords(): string;
  end(): void;
};

/**
 * Seconds without a command after which a connection ends by itself, also where the process that opened it was killed. Longer than
 * a slow host lets the other side of a look wait.
 */
const IDLE_SECONDS = 90;
/** Beyond the time for connecting: for keys, certificates, and whoever has to touch one (milliseconds). */
const LOGIN_LIMIT = 20_000;
/** Characters of what a proxy says that are kept. */
const COMPLAINT_LIMIT = 4000;

let opened = 0;
const living = new Set<{ endNow(): void }>();

/** Opens a connection of our own. Throws what kept it from being opened. */
export function openMaster(target: SshTarget, config: string, signal?: AbortSignal): Promise<Master> {
  const name = join(privateFolder(), String(++opened));
  const control = ['-M', '-S', name, '-o', `ControlPersist=${IDLE_SECONDS}`];
  return open({ target, config, control, socket: name, log: `${name}.log`, signal, isOurs: true });
}

/** Opens the connection that the configuration wants shared, where it says (ControlMaster auto, ControlPath). */
export function openShared(
  target: SshTarget,
  config: string,
  socket: string,
  signal?: AbortSignal,
): Promise<Master> {
  const log = `${join(privateFolder(), String(++opened))}.log`;
  const control = ['-S', socket, '-o', 'ControlMaster=auto'];
  if (target.control?.persists !== true) control.push('-o', `ControlPersist=${IDLE_SECONDS}`);
  return open({ target, config, control, socket, log, signal, isOurs: false });
}

type Opening = {
  target: SshTarget;
  config: string;
  control: readonly string[];
  socket: string;
  log: string;
  isOurs: boolean;
  signal?: AbortSignal | undefined;
};

async function open(opening: Opening): Promise<Master> {
  const { target, config, control, socket, log, signal, isOurs } = opening;
  // -v: without it, what a proxy says is thrown away (ControlPersist). -E: its words are then told from those of ssh.
  const child = startSsh(
    ['-v', '-E', log, '-F', strictConfiguration(config), '-f', '-N', ...control, '--', target.alias],
    ['ignore', 'ignore', 'pipe'],
  );
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-COMPLAINT_LIMIT);
  });
  const attempt = { endNow: () => endGroup(child) };
  living.add(attempt);
  try {
    const limit = target.connectTimeout + LOGIN_LIMIT;
    const end = await endOf(child, limit, signal);
    signal?.throwIfAborted();
    if (end !== 'opened') {
      const said = { log: read(log), complaint };
      throw await explainLogin(target, said, end === 'too-late' ? limit / 1000 : undefined);
    }
  } catch (error) {
    endGroup(child);
    rmSync(log, { force: true });
    throw error;
  } finally {
    living.delete(attempt);
  }
  // A proxy still writes there: it is read, and does not keep this process.
  if (child.stderr && 'unref' in child.stderr) (child.stderr as { unref(): void }).unref();
  const ours = { endNow: () => endConnectionNow(socket, target.alias) };
  if (isOurs) living.add(ours);
  return {
    socket,
    lastWords: () => lastWords(read(log)),
    end() {
      if (!isOurs) return;
      void endConnection(socket, target.alias).then(() => {
        living.delete(ours);
        rmSync(log, { force: true });
      });
    },
  };
}

beforeItEnds(() => {
  for (const each of living) each.endNow();
});

/** ssh goes into the background, and its first process ends with status 0, once it is let in and listens at its socket. */
function endOf(
  child: ChildProcess,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<'opened' | 'failed' | 'too-late'> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve('too-late'), limit);
    const finish = (end: 'opened' | 'failed') => {
      clearTimeout(timer);
      resolve(end);
    };
    signal?.addEventListener('abort', () => finish('failed'), { once: true });
    child.on('error', reject);
    child.on('exit', (status) => {
      if (status === 0) finish('opened');
      // What a proxy said last may come a moment after its end.
      else setTimeout(() => finish('failed'), 50);
    });
  });
}

/** A proxy may have children of its own: ssh leads a process group, and that is ended. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
