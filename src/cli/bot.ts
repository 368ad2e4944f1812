import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { addExamples } from './help.ts';
import { leaveInterruptsAlone } from './interrupt.ts';
import { createOpened, type Opened } from './opened.ts';
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

/** A start that was told to end is waited for so long (ms): it may hang on Slack or on the database. */
const START_ENDS_WITHIN = 5_000;

async function runBot({ healthPort }: { healthPort?: number }, command: Command): Promise<void> {
  leaveInterruptsAlone();
  const ended = new AbortController();
  const ending = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  void ending.then(() => ended.abort());
  // A service manager tells the launcher and this process alike: what has begun to end is not ended by hearing it again.
  process.on('SIGTERM', () => undefined);
  const { config: configFile } = command.optsWithGlobals<{ config?: string }>();
  const opened = createOpened();
  const tooLate = ending.then(() => delay(START_ENDS_WITHIN, undefined, { ref: false }));
  let bot: Bot | undefined;
  try {
    bot = await Promise.race([startBot({ configFile, healthPort, waiting: ended.signal }, opened), tooLate]);
    if (bot) bot.ending((await ending)[0]);
  } catch (error) {
    // Told to end while it started: whatever failed then is no failure.
    if (!ended.signal.aborted) throw error;
  } finally {
    await opened.close();
  }
  // A start that hangs cannot be called off, and holds the process.
  if (!bot) process.exit();
}

/** A bot that takes what comes from Slack. */
type Bot = {
  /** Says that it ends, by which signal; it is ended by closing what was opened. */
  ending(signal: string): void;
};

async function startBot(
  {
    configFile,
    healthPort,
    waiting,
  }: { configFile: string | undefined; healthPort: number | undefined; waiting: AbortSignal },
  opened: Opened,
): Promise<Bot> {
  const { createSlackDirectory, onRateLimited, startSlack } = await import('../slack/index.ts');
  const { startAlerts } = await import('../alerts/index.ts');
  const { startTelemetry } = await import('../telemetry/index.ts');
  const { openWorkplace } = await import('./workplace.ts');
  const { serviceManager } = await import('./service-manager.ts');
  const workplace = await openWorkplace({
    ...{ configFile, waiting },
    level: 'info',
    directory: createSlackDirectory,
    telemetry: (config, log) => startTelemetry({ config, log, port: healthPort }),
  });
  opened.add(() => workplace.close());
  const { config, secrets, log, store, triages, rightOfWay, telemetry } = workplace;
  // The changed file is seen without it; whoever is used to send it loses no bot.
  process.on('SIGHUP', workplace.reload);
  opened.add(() => void process.off('SIGHUP', workplace.reload));
  onRateLimited((method) => telemetry?.rateLimited(method));
  await workplace.startWorking();
  const { queue, events, postings, leases, dedup, keys } = store;
  const parts = { queue, events, postings, leases, dedup, keys };
  const { port, address } = config.slack.http;
  const http = { port, ...(address === undefined ? {} : { host: address }) };
  const slack = await startSlack({ config, secrets, http, triages, ...parts, log, rightOfWay });
  opened.add(() => slack.stop());
  log.info(
    { mode: slack.port === undefined ? 'socket' : 'http', port: slack.port },
    'roundtrip is listening',
  );
  telemetry?.followSlack(slack.connection);
  const desk = slack.alertDesk;
  const alerts = await startAlerts({ config, token: secrets.alertsToken, triages, dedup, desk, log });
  opened.add(() => alerts?.stop());
  const manager = serviceManager(log);
  manager.ready();
  return {
    ending(signal) {
      manager.stopping();
      log.info({ signal }, 'ending');
      telemetry?.ending();
    },
  };
}
