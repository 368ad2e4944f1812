import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { TriageId } from '../../triage/index.ts';

/** Where a message is to stand, and which one it is. */
export type Destination = { triage: TriageId; slot: string; channel: string; threadTs?: string };

const EVENT_TYPE = 'roundtrip';

/** Seconds: a message that might stand already was posted within the last day. */
const LOOK_BACK = 86_400;

/** Messages that are looked through at most: pages of 200. */
const PAGES = 5;

/** What every message carries, so that it is found again after an answer that never came. */
export function metadataOf(message: Pick<Destination, 'triage' | 'slot'>) {
  return { event_type: EVENT_TYPE, event_payload: { triage: message.triage, slot: message.slot } };
}

/** The ts of the message that stands there already; undefined where there is none, or the bot may not look. */
export async function findByMetadata(
  client: WebClient,
  wanted: Destination,
  log: Logger,
): Promise<string | undefined> {
  try {
    let cursor: string | undefined;
    for (let page = 0; page < PAGES; page += 1) {
      const found = await readPage(client, wanted, cursor);
      const message = found.messages?.find((each) => isThatMessage(each, wanted));
      if (message?.ts !== undefined) return message.ts;
      cursor = found.response_metadata?.next_cursor;
      if (cursor === undefined || cursor === '') return undefined;
    }
    return undefined;
  } catch (error) {
    log.warn({ err: error, slot: wanted.slot }, 'could not look whether a message stands already');
    return undefined;
  }
}

function readPage(client: WebClient, { channel, threadTs }: Destination, cursor: string | undefined) {
  const common = {
    channel,
    include_all_metadata: true,
    limit: 200,
    oldest: String(Math.floor(Date.now() / 1000) - LOOK_BACK),
    ...(cursor === undefined ? {} : { cursor }),
  };
  return threadTs === undefined
    ? client.conversations.history(common)
    : client.conversations.replies({ ...common, ts: threadTs });
}

/** Whether the message that stands at `ts` is the wanted one, as Slack itself says; false where it does not answer. */
export async function isMessageOf(
  client: WebClient,
  wanted: Destination & { ts: string },
  log: Logger,
): Promise<boolean> {
  const { channel, ts, threadTs } = wanted;
  const only = { channel, latest: ts, oldest: ts, inclusive: true, include_all_metadata: true };
  try {
    const found =
      threadTs === undefined
        ? await client.conversations.history({ ...only, limit: 1 })
        : // The first of a thread is listed with whatever is asked for.
          await client.conversations.replies({ ...only, ts: threadTs, limit: 2 });
    return found.messages?.some((each) => each.ts === ts && isThatMessage(each, wanted)) ?? false;
  } catch (error) {
    log.warn({ err: error, slot: wanted.slot }, 'could not look which message was pressed');
    return false;
  }
}

type Listed = { ts?: string; metadata?: { event_type?: string; event_payload?: object } };

function isThatMessage(message: Listed, wanted: Destination): boolean {
  const { metadata } = message;
  const payload = { ...metadata?.event_payload } as { triage?: unknown; slot?: unknown };
  return (
    metadata?.event_type === EVENT_TYPE && payload.triage === wanted.triage && payload.slot === wanted.slot
  );
}
