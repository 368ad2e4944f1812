import { chown, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Workspace } from '../../packages/local-slack/src/index.ts';
import { type Lab, relaySsh, type SshRelay, seedTopology, sshFiles, startLab } from './lab/index.ts';
import { rulesOfDemo, startWorkspaceOn } from './start-workspace.ts';

/** The demo without its bot, which runs in a container beside this one. */
export type DemoForContainer = { readonly workspace: Workspace; stop(): Promise<void> };

/** Where a bot in a container keeps what it writes (Dockerfile), and answers for its health (docker-compose.yml). */
const STATE = '/var/lib/roundtrip';
const HEALTH = { port: 9464, address: '0.0.0.0', exposed: true };

/**
 * Starts the seed's network and the local Slack, and writes what the bot reads into `directory`, roundtrip.yaml last. The bot has
 * to share this one's network namespace, where the hosts' sshds and Slack are on loopback, and to have `directory` at the same path;
 * the files belong to the owner of `directory`.
 */
export async function startForContainer(options: {
  directory: string;
  port: number;
  onProgress: (text: string) => void;
}): Promise<DemoForContainer> {
  const { directory, port, onProgress } = options;
  const cleanup: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of cleanup.splice(0).reverse()) await end();
  };
  // Its presence says that all is there: one of an earlier run must not.
  await rm(join(directory, 'roundtrip.yaml'), { force: true });
  try {
    onProgress('Starting the network: server-a, a router, and server-b with eth0 to eth3');
    const topology = seedTopology();
    const lab = await startLab({ topology });
    cleanup.push(() => lab.stop());
    const relay = await relaySsh(lab, topology);
    cleanup.push(() => relay.stop());
    onProgress('Starting the local Slack workspace');
    const workspace = await startWorkspaceOn(port, '0.0.0.0');
    cleanup.push(() => workspace.stop());
    await writeForBot(directory, lab, relay, workspace);
    return { workspace, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function writeForBot(
  directory: string,
  lab: Lab,
  relay: SshRelay,
  workspace: Workspace,
): Promise<void> {
  const { uid, gid } = await stat(directory);
  const write = async (name: string, text: string): Promise<string> => {
    const file = join(directory, name);
    await writeFile(file, text, { mode: 0o600 });
    await chown(file, uid, gid);
    return file;
  };
  const files = sshFiles(lab.directory);
  const identity = await write('ssh-key', await readFile(files.identity, 'utf8'));
  const knownHosts = await write('known_hosts', await readFile(files.knownHosts, 'utf8'));
  const sshConfig = await write('ssh_config', relay.sshConfig({ identity, knownHosts }));
  await write('slack-bot-token', workspace.botToken);
  await write('slack-app-token', workspace.appToken);
  const config: unknown = parse(await readFile(lab.configFile, 'utf8'));
  const text = stringify({
    ...(config as object),
    ...rulesOfDemo(workspace),
    ssh: { config: sshConfig },
    audit: { signingKeyFile: join(STATE, 'audit.key'), anchorFile: join(STATE, 'audit.anchor') },
    health: HEALTH,
  });
  await write('roundtrip.yaml', text);
}
