import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { createCache } from './cache.ts';

/** Addresses at which messages are found. */
export type Permalinks = {
  /** That of a message; undefined where Slack does not tell. Never throws. */
  of(channel: string, ts: string): Promise<string | undefined>;
};

/** A message keeps its address (ms). */
const KEPT = 3_600_000;

/** Asks Slack (`chat.getPermalink`), once for each message. */
export function createPermalinks(client: WebClient, log: Logger): Permalinks {
  const links = createCache(KEPT, async (place: string) => {
    const [channel = '', ts = ''] = place.split(' ');
    return (await client.chat.getPermalink({ channel, message_ts: ts })).permalink;
  });
  return {
    of: (channel, ts) =>
      links.get(`${channel} ${ts}`).catch((error: unknown) => {
        log.warn({ err: error, channel }, 'the address of a message could not be read');
        return undefined;
      }),
  };
}
