import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Secrets } from '../config/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { failed } from '../texts/failures/index.ts';
import { createBoltLogger } from './bolt-logger.ts';
import { createClients } from './web-client.ts';

const MANIFEST = new URL('../../manifest.yml', import.meta.url);

const ScopesAsked = z.object({
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
});

/** Who the bot is in Slack; each is absent where Slack does not say. */
export type SlackStanding = {
  readonly user?: string | undefined;
  readonly team?: string | undefined;
  /** Scopes of manifest.yml that the token was not granted. */
  readonly missing?: readonly string[];
};

/** Asks Slack who the bot is, and what its token may do. Throws `slack-refused` where it cannot be told. */
export async function checkSlack(
  { slackBotToken, slackApiUrl }: Pick<Secrets, 'slackBotToken' | 'slackApiUrl'>,
  log: Logger,
): Promise<SlackStanding> {
  try {
    const { reading } = createClients(slackBotToken ?? '', slackApiUrl, createBoltLogger(log));
    const { user, team, response_metadata: metadata } = await reading.auth.test();
    const granted = metadata?.scopes;
    if (granted === undefined) return { user, team };
    return { user, team, missing: scopesAsked().filter((scope) => !granted.includes(scope)) };
  } catch (error) {
    if (error instanceof RoundtripError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    const facts = { name: 'SLACK_BOT_TOKEN', said };
    throw failed('slack-refused', facts, { exitStatus: EXIT.unreachable, cause: error });
  }
}

/** The bot's scopes by the manifest that the app is made from. */
function scopesAsked(): string[] {
  return ScopesAsked.parse(parse(readFileSync(MANIFEST, 'utf8'))).oauth_config.scopes.bot;
}
