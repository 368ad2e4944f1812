import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('children/bot.ts', import.meta.url));

/** A replica in a process of its own, ready. */
export type Bot = { end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> };

/** Starts one that stays ended once it has. */
export async function startBot(folder: string): Promise<Bot> {
  const { child, output } = spawnBot(folder);
  const exited = once(child, 'exit');
  await Promise.race([once(output, 'data'), exited]);
  if (child.exitCode !== null) throw new Error(`the bot ended: ${join(folder, 'bots.log')}`);
  return {
    async end(signal) {
      child.kill(signal);
      await exited;
    },
  };
}

function spawnBot(folder: string): { child: ChildProcess; output: Readable } {
  const log = openSync(join(folder, 'bots.log'), 'a');
  try {
    const child = spawn(process.execPath, [PROGRAM, folder], { stdio: ['ignore', 'pipe', log] });
    if (!child.stdout) throw new Error('unreachable: its output is a pipe');
    return { child, output: child.stdout };
  } finally {
    closeSync(log);
  }
}

/** Replicas of the bot, each in a process of its own; one that ends is started anew, until all are stopped. */
export type Bots = {
  /** Ends one of them, of those that run; false where none does. */
  end(which: number, signal: 'SIGKILL' | 'SIGTERM'): boolean;
  /** How often one had to be started, and how long it took until it was ready (ms). */
  starts: number[];
  stop(): Promise<void>;
};

export function startBots(folder: string, count: number): Bots {
  const running: (ChildProcess | undefined)[] = [];
  const starts: number[] = [];
  let stopping = false;

  function start(index: number): void {
    const begun = performance.now();
    const { child, output } = spawnBot(folder);
    running[index] = child;
    output.once('data', () => starts.push(performance.now() - begun));
    child.once('exit', () => {
      running[index] = undefined;
      if (!stopping) start(index);
    });
  }

  for (let index = 0; index < count; index += 1) start(index);
  return {
    starts,
    end(which, signal) {
      const alive = running.filter((child) => child !== undefined);
      return alive[which % alive.length]?.kill(signal) ?? false;
    },
    async stop() {
      stopping = true;
      const ended = running.map((child) => child && new Promise((resolve) => child.once('exit', resolve)));
      for (const child of running) child?.kill('SIGTERM');
      const forced = setTimeout(() => {
        for (const child of running) child?.kill('SIGKILL');
      }, 20_000);
      await Promise.all(ended);
      clearTimeout(forced);
    },
  };
}
