import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { inTime } from '../clock.ts';

/** Milliseconds for what asks a connection that stands, and nothing else. */
const ASKING = 5000;

/** No program may ask a person: there is no terminal (a session of its own), and no window. */
export function startSsh(args: readonly string[], stdio: SpawnOptions['stdio']): ChildProcess {
  return spawn('ssh', args, { stdio, detached: true, env: environment() });
}

function environment(): NodeJS.ProcessEnv {
  const { SSH_ASKPASS: _, ...rest } = process.env;
  return { ...rest, SSH_ASKPASS_REQUIRE: 'never' };
}

/** Whether a connection listens at the socket, and is asked for nothing else. */
export async function listens(socket: string, alias: string): Promise<boolean> {
  const child = startSsh(controlArguments('check', socket, alias), 'ignore');
  const ended = once(child, 'exit').catch(() => []);
  const end = await inTime(ended, ASKING);
  if (end === undefined) child.kill();
  return end?.[0] === 0;
}

/** Ends the connection that listens at the socket. Resolves when it was told so. */
export async function endConnection(socket: string, alias: string): Promise<void> {
  const child = startSsh(controlArguments('exit', socket, alias), 'ignore');
  child.unref();
  await once(child, 'exit').catch(() => undefined);
}

/** The same for the end of this process. */
export function endConnectionNow(socket: string, alias: string): void {
  spawnSync('ssh', controlArguments('exit', socket, alias), { stdio: 'ignore', timeout: ASKING });
}

function controlArguments(order: 'check' | 'exit', socket: string, alias: string): string[] {
  return ['-F', 'none', '-S', socket, '-O', order, '--', alias];
}
