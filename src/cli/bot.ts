import { once } from 'node:events';
import type { Command } from 'commander';
import { addExamples } from './help.ts';
import { leaveInterruptsAlone } from './interrupt.ts';
import { readPort } from './read-port.ts';
import { say } from './speech.ts';

/** `roundtrip bot` (= `npm start`): runs the bot until it is told to end. */
export function addBotCommand(program: Command): void {
  const { bot: told } = say().help;
  const bot = program
    .command('bot')
    .summary(told.summary)
    .description(told.description)
    .option('--health-port <n>', told.healthPort, (text: string) =>
      readPort(text, say().problems.healthPortInvalid),
    )
    .action(runBot);
  addExamples(bot, { 'roundtrip bot --config /etc/roundtrip/roundtrip.yaml': told.examples.plain });
}

async function runBot({ healthPort: port }: { healthPort?: number }, command: Command): Promise<void> {
  const { createSlackDirectory, onRateLimited, startSlack } = await import('../slack/index.ts');
  const { startAlerts } = await import('../alerts/index.ts');
  const { startTelemetry } = await import('../telemetry/index.ts');
  const { openWorkplace } = await import('./workplace.ts');
  leaveInterruptsAlone();
  const ended = new AbortController();
  const ending = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  void ending.then(() => ended.abort());
  // A service manager tells the launcher and this process alike: what has begun to end is not ended by hearing it again.
  process.on('SIGTERM', () => undefined);
  const opening = openWorkplace({
    configFile: command.optsWithGlobals<{ config?: string }>().config,
    level: 'info',
    directory: createSlackDirectory,
    waiting: ended.signal,
    telemetry: (config, log) => startTelemetry({ config, log, port }),
  });
  const workplace = await opening.catch((error: unknown) => {
    // Told to end while it waited for the database: there is nothing to be ended.
    if (!ended.signal.aborted) throw error;
  });
  if (!workplace) return;
  const { config, secrets, log, store, triages, rightOfWay, telemetry } = workplace;
  // The changed file is seen without it; whoever is used to send it loses no bot.
  process.on('SIGHUP', workplace.reload);
  onRateLimited((method) => telemetry?.rateLimited(method));
  try {
    await workplace.startWorking();
    const { queue, events, postings, leases, dedup, keys } = store;
    const parts = { queue, events, postings, leases, dedup, keys };
    const { port, address } = config.slack.http;
    const http = { port, ...(address === undefined ? {} : { host: address }) };
    const slack = await startSlack({ config, secrets, http, triages, ...parts, log, rightOfWay });
    log.info(
      { mode: slack.port === undefined ? 'socket' : 'http', port: slack.port },
      'roundtrip is listening',
    );
    telemetry?.followSlack(slack.connection);
    const desk = slack.alertDesk;
    const alerts = await startAlerts({ config, token: secrets.alertsToken, triages, dedup, desk, log });
    const { serviceManager } = await import('./service-manager.ts');
    const manager = serviceManager(log);
    manager.ready();
    const [signal] = await ending;
    manager.stopping();
    log.info({ signal }, 'ending');
    telemetry?.ending();
    await alerts?.stop();
    await slack.stop();
  } finally {
    process.off('SIGHUP', workplace.reload);
    await workplace.close();
  }
}
