import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BOT_NODE_OPTIONS } from '../../bin/pinned-node.js';
import type { Workspace } from '../../packages/local-slack/src/index.ts';
import { RoundtripError } from '../errors.ts';

/** The bot in a process of its own, connected to the local workspace. */
export type BotProcess = {
  readonly pid: number;
  /** Ends it; `SIGKILL` ends it as a crash would. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
};

/** Longest wait for the bot to connect, in milliseconds: its first start makes the database. */
const CONNECT_MS = 60_000;

const LAUNCHER = fileURLToPath(new URL('../../bin/roundtrip.js', import.meta.url));

/**
 * Starts `roundtrip bot` against a local workspace and waits until it is connected; its log goes to `logFile`.
 * Throws `demo-bot-failed` with where to look.
 */
export async function startBotProcess(
  configFile: string,
  workspace: Workspace,
  logFile: string,
): Promise<BotProcess> {
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  const child = spawn(process.execPath, [...BOT_NODE_OPTIONS, LAUNCHER, 'bot', '--config', configFile], {
    // The channel tells the bot when this process is gone, however it went: then it ends too.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      __ROUNDTRIP_LAUNCHED: '1',
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_APP_TOKEN: workspace.appToken,
      SLACK_API_URL: workspace.apiUrl,
      SLACK_SIGNING_SECRET: undefined,
      DATABASE_URL: undefined,
    },
  });
  child.stdout?.pipe(log);
  child.stderr?.pipe(log);
  child.channel?.unref();
  const before = workspace.connectionCount();
  const deadline = Date.now() + CONNECT_MS;
  while (workspace.connectionCount() <= before) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      await endProcess(child, 'SIGKILL');
      throw new RoundtripError(
        'demo-bot-failed',
        'The bot did not connect to the local workspace.',
        `Its log tells why: ${logFile}`,
      );
    }
    await sleep(50);
  }
  return { pid: child.pid ?? 0, stop: (signal = 'SIGTERM') => endProcess(child, signal) };
}

async function endProcess(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const forced = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await exited;
  clearTimeout(forced);
}
