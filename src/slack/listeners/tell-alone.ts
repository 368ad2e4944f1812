import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';

/** Tells one person something that nobody else sees: where they are, else by direct message. `text` is mrkdwn. */
export async function tellAlone(
  client: WebClient,
  log: Logger,
  to: { user: string; channel?: string; threadTs?: string },
  text: string,
  blocks?: KnownBlock[],
): Promise<void> {
  const thread = to.threadTs === undefined ? {} : { thread_ts: to.threadTs };
  const content = { text, ...(blocks === undefined ? {} : { blocks }) };
  try {
    if (to.channel === undefined) await client.chat.postMessage({ channel: to.user, ...content });
    else await client.chat.postEphemeral({ channel: to.channel, user: to.user, ...content, ...thread });
  } catch (error) {
    if (to.channel !== undefined) return tellAlone(client, log, { user: to.user }, text, blocks);
    log.warn({ err: error, user: to.user }, 'a person could not be told something');
  }
}
