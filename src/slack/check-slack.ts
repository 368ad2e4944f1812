import type { Logger } from 'pino';
import type { Secrets } from '../config/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { failed } from '../texts/failures/index.ts';
import { createBoltLogger } from './bolt-logger.ts';
import { createClients } from './web-client.ts';

/** Asks Slack who the bot is: `roundtrip in the workspace Example`. Throws `slack-refused` where it cannot be told. */
export async function checkSlack(
  { slackBotToken, slackApiUrl }: Pick<Secrets, 'slackBotToken' | 'slackApiUrl'>,
  log: Logger,
): Promise<string> {
  try {
    const { reading } = createClients(slackBotToken ?? '', slackApiUrl, createBoltLogger(log));
    const { user, team } = await reading.auth.test();
    return `${user ?? 'the bot'} in the workspace ${team ?? '(unnamed)'}`;
  } catch (error) {
    if (error instanceof RoundtripError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    const facts = { name: 'SLACK_BOT_TOKEN', said };
    throw failed('slack-refused', facts, { exitStatus: EXIT.unreachable, cause: error });
  }
}
