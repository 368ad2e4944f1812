import { spawn } from 'node:child_process';

/** How a command ended: `status` is null where a signal ended it; `output` is both streams as they came. */
export type Ended = { status: number | null; output: string; seconds: number };

export type Command = readonly [string, ...string[]];

const LONGEST_MS = 15 * 60_000;

/** Runs a command to its end, with nothing on its standard input, for a quarter of an hour at most; throws if aborted. */
export async function runCommand(
  [program, ...args]: Command,
  options: { environment: NodeJS.ProcessEnv; cwd?: string; signal?: AbortSignal },
): Promise<Ended> {
  const started = Date.now();
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: options.environment,
    cwd: options.cwd,
  });
  // Not SIGTERM: unshare lets nothing else end it, and takes along what it started.
  const end = () => child.kill('SIGKILL');
  const tooLong = setTimeout(end, LONGEST_MS);
  options.signal?.addEventListener('abort', end);
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(tooLong);
  options.signal?.removeEventListener('abort', end);
  options.signal?.throwIfAborted();
  return { status, output, seconds: (Date.now() - started) / 1000 };
}
