import { once } from 'node:events';
import type { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { addExamples } from './help.ts';
import { leaveInterruptsAlone } from './interrupt.ts';
import { problem } from './problem.ts';
import { readPort } from './read-port.ts';
import { tellAside } from './screen.ts';
import { say } from './speech.ts';

type McpOptions = { as: string; http?: string; address: string };

/** `roundtrip mcp`: the same questions as a tool server for agents, on standard input and output or over HTTP. */
export function addMcpCommand(program: Command): void {
  const { mcp: told } = say().help;
  const mcp = program
    .command('mcp')
    .summary(told.summary)
    .description(told.description)
    .requiredOption('--as <name>', told.as)
    .option('--http <port>', told.http)
    .option('--address <ip>', told.address, '127.0.0.1')
    .action(runMcp);
  addExamples(mcp, {
    'roundtrip mcp --as triage-helper': told.examples.stdio,
    'MCP_TOKEN_FILE=mcp.token roundtrip mcp --as triage-helper --http 9097': told.examples.http,
  });
}

async function runMcp({ as, http, address }: McpOptions, command: Command): Promise<void> {
  const { agentOf, serveHttp, serveStdio } = await import('../agents/index.ts');
  const { createSlackDirectory } = await import('../slack/index.ts');
  const { openWorkplace } = await import('./workplace.ts');
  const { analyzeBy, settingsFrom } = await import('./settings.ts');
  const agent = agentOf(as);
  const port = http === undefined ? undefined : readPort(http, say().problems.mcpPortInvalid);
  if (http !== undefined) leaveInterruptsAlone();
  const workplace = await openWorkplace({
    configFile: command.optsWithGlobals<{ config?: string }>().config,
    level: 'warn',
    directory: (secrets, log) =>
      secrets.slackBotToken === undefined ? undefined : createSlackDirectory(secrets, log),
    onProgress: tellAside,
  });
  try {
    const { config, secrets, hosts, triages, store, log } = workplace;
    const settings = settingsFrom(config);
    const parts = {
      agent,
      config,
      settings,
      hosts,
      triages,
      events: store.events,
      analyze: analyzeBy(() => config),
    };
    const introduction = { version: packageJson.version };
    if (port === undefined) return await serveStdio(parts, introduction);
    const { mcpToken: token } = secrets;
    if (token === undefined) throw problem('mcp-token-missing', say().problems.mcpTokenMissing());
    const listening = await serveHttp(parts, introduction, { port, address, token, log }).catch(
      (cause: Error) => {
        throw problem(
          'mcp-not-listening',
          say().problems.mcpNotListening({ address, port, why: cause.message }),
          { cause },
        );
      },
    );
    tellAside(say().looking.mcpListens({ address, port: listening.port }));
    await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
    await listening.stop();
  } finally {
    await workplace.close();
  }
}
