import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../children/real-bot.ts', import.meta.url));

/** A bot in a process of its own that stops at each boundary until it is let go on. */
export type SteeredBot = {
  readonly alive: boolean;
  kill(): Promise<void>;
};

/** @param onBoundary the bot waits for its end */
export async function startSteeredBot(
  args: readonly string[],
  log: string,
  onBoundary: (name: string) => Promise<void>,
): Promise<SteeredBot> {
  const errors = openSync(log, 'a');
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['pipe', 'pipe', errors] });
  closeSync(errors);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await Promise.race([steer(child, onBoundary), ended]);
  if (child.exitCode !== null) throw new Error(`the bot did not start: ${log}`);
  return {
    get alive() {
      return child.exitCode === null && child.signalCode === null;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Answers what the bot says, until it ends; resolves when it is ready. */
function steer(child: ChildProcess, onBoundary: (name: string) => Promise<void>): Promise<void> {
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('unreachable: both are pipes');
  stdin.on('error', () => undefined);
  return new Promise((resolve) => {
    createInterface({ input: stdout }).on('line', (line) => {
      if (line === 'ready') resolve();
      const name = /^at (.+)$/.exec(line)?.[1];
      if (name !== undefined) void onBoundary(name).finally(() => stdin.write('on\n'));
    });
  });
}
