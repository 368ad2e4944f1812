import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Workspace } from '../../packages/local-slack/src/index.ts';
import { stopEmbedded } from '../store/index.ts';
import { type BotProcess, startBotProcess } from './bot-process.ts';
import { type Lab, startLab } from './lab/index.ts';
import { rulesOfDemo, startWorkspaceOn } from './start-workspace.ts';

/** The demo as it runs: the seed's network, a local Slack, and the bot between them. */
export type Demo = {
  readonly lab: Lab;
  readonly workspace: Workspace;
  readonly configFile: string;
  /** The bot that runs now. */
  bot(): BotProcess;
  /** Ends the bot as a crash would and starts another. */
  restartBot(): Promise<void>;
  stop(): Promise<void>;
};

export type DemoOptions = {
  /** Port of the workspace's page on 127.0.0.1; 0 takes a free one. */
  port?: number;
  onProgress?: (text: string) => void;
  /** Further top-level entries of roundtrip.yaml. */
  config?: (workspace: Workspace) => Record<string, unknown>;
};

/** Starts all three; whatever was started is ended again where one fails. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { port = 0, onProgress = () => undefined, config = () => ({}) } = options;
  const cleanup: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of cleanup.splice(0).reverse()) await end();
  };
  try {
    onProgress('Starting the network: server-a, a router, and server-b with eth0 to eth3');
    const lab = await startLab();
    cleanup.push(() => lab.stop());
    onProgress('Starting the local Slack workspace');
    const workspace = await startWorkspaceOn(port);
    cleanup.push(() => workspace.stop());
    const configFile = await writeDemoConfig(lab, workspace, config(workspace));
    cleanup.push(() => removeStore(lab));
    onProgress('Starting the bot and its database');
    const logFile = join(lab.directory, 'bot.log');
    let bot = await startBotProcess(configFile, workspace, logFile);
    cleanup.push(() => bot.stop());
    return {
      lab,
      workspace,
      configFile,
      bot: () => bot,
      async restartBot() {
        await bot.stop('SIGKILL');
        bot = await startBotProcess(configFile, workspace, logFile);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function writeDemoConfig(
  lab: Lab,
  workspace: Workspace,
  more: Record<string, unknown>,
): Promise<string> {
  const config: unknown = parse(await readFile(lab.configFile, 'utf8'));
  const file = join(lab.directory, 'demo.yaml');
  const text = stringify({ ...(config as object), ...rulesOfDemo(workspace), ...more });
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

async function removeStore(lab: Lab): Promise<void> {
  await stopEmbedded(join(lab.directory, 'data'), { remove: true });
  await rm(join(lab.directory, 'data'), { recursive: true, force: true });
}
