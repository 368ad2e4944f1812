import { setTimeout as sleep } from 'node:timers/promises';
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  type WebClient,
} from '@slack/web-api';
import type { Logger } from 'pino';
import { plainerForms } from '../plainer.ts';
import type { Content } from '../views/blocks.ts';
import type { SlackClients } from '../web-client.ts';
import { type Destination, findByMetadata, metadataOf } from './find-by-metadata.ts';

export type Messenger = {
  /**
   * Posts once: after an answer that never came, and where `maybePosted` says that an earlier process may have
   * posted it, the message is looked for first. Answers its ts.
   */
  post(
    to: Destination,
    content: Content,
    options: { maybePosted: boolean; signal: AbortSignal },
  ): Promise<string>;
  /**
   * Changes a message in place; `gone` where it was deleted or can no longer be changed, `later` where Slack takes no change for
   * so many milliseconds: by then it may have to show something newer.
   */
  update(
    at: Destination & { ts: string },
    content: Content,
    signal: AbortSignal,
  ): Promise<{ kind: 'updated' } | { kind: 'gone'; because: string } | { kind: 'later'; pause: number }>;
  /** Whether Slack has asked to wait with changes within the last half minute. */
  isBusy(): boolean;
  /** The direct message channel with a person, or why there is none. */
  openDirect(
    user: string,
    signal: AbortSignal,
  ): Promise<{ kind: 'open'; channel: string } | { kind: 'closed'; because: string }>;
};

/** Attempts in one go; what still fails is left to the queue's retries. */
const ATTEMPTS = 4;

/** Milliseconds for which progress is not shown once Slack has asked to wait. */
const BUSY = 30_000;

/** Milliseconds before the second attempt; doubled for each one after. */
const FIRST_PAUSE = 400;

/** Slack refuses what is shown, not the call: the same words go out as plain text. */
const CONTENT_ERRORS = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
]);
const GONE_ERRORS = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'is_inactive',
]);
const TOKEN_ERRORS = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
]);
const PASSING_ERRORS = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

/** Posts and changes messages so that each stands once, through rate limits and lost answers. */
export function createMessenger(clients: SlackClients, log: Logger): Messenger {
  const { reading, posting } = clients;
  const posts = createTurns();
  const edits = createTurns();
  /** When the messages of a channel can be changed again, where Slack asked to wait (milliseconds since 1970). */
  const changeable = new Map<string, number>();
  let askedToWaitAt = Number.NEGATIVE_INFINITY;

  return {
    async post(to, content, { maybePosted, signal }) {
      let lookFirst = maybePosted;
      return posts(to.channel, signal, async () => {
        if (lookFirst) {
          const found = await findByMetadata(reading, to, log);
          if (found !== undefined) return found;
        }
        const posted = await withPlainerForms(content, log, to.slot, (shown) => {
          lookFirst = true;
          return send(posting, to, shown);
        });
        if (posted === undefined) throw new Error('Slack posted a message and did not tell its ts');
        return posted;
      });
    },

    async update(at, content, signal) {
      return edits(at.channel, signal, async () => {
        const pause = (changeable.get(at.channel) ?? 0) - Date.now();
        if (pause > 0) return { kind: 'later', pause } as const;
        changeable.delete(at.channel);
        try {
          await withPlainerForms(content, log, at.slot, (shown) =>
            posting.chat.update({ channel: at.channel, ts: at.ts, metadata: metadataOf(at), ...shown }),
          );
          return { kind: 'updated' } as const;
        } catch (error) {
          if (error instanceof WebAPIRateLimitedError) {
            const wait = error.retryAfter * 1000;
            askedToWaitAt = Date.now();
            changeable.set(at.channel, Date.now() + wait);
            return { kind: 'later', pause: wait } as const;
          }
          const because = platformError(error);
          if (because === undefined || !GONE_ERRORS.has(because)) throw error;
          return { kind: 'gone', because } as const;
        }
      });
    },

    isBusy: () => Date.now() - askedToWaitAt < BUSY,

    async openDirect(user, signal) {
      return attempt(signal, async () => {
        try {
          const { channel } = await posting.conversations.open({ users: user });
          if (channel?.id !== undefined) return { kind: 'open', channel: channel.id } as const;
          return { kind: 'closed', because: 'no channel' } as const;
        } catch (error) {
          const because = platformError(error);
          if (because === undefined || PASSING_ERRORS.has(because) || isTokenRefused(because)) throw error;
          return { kind: 'closed', because } as const;
        }
      });
    },
  };
}

async function send(client: WebClient, to: Destination, content: Content): Promise<string | undefined> {
  const { ts } = await client.chat.postMessage({
    channel: to.channel,
    ...(to.threadTs === undefined ? {} : { thread_ts: to.threadTs }),
    metadata: metadataOf(to),
    unfurl_links: false,
    unfurl_media: false,
    ...content,
  });
  return ts;
}

/** Shows the message; where Slack refuses its blocks, the richest form of it that Slack takes. */
async function withPlainerForms<Result>(
  content: Content,
  log: Logger,
  slot: string,
  show: (content: Content) => Promise<Result>,
): Promise<Result> {
  let refused: unknown;
  for (const form of [content, ...plainerForms(content)]) {
    try {
      return await show(form);
    } catch (error) {
      const reason = platformError(error);
      if (reason === undefined || !CONTENT_ERRORS.has(reason)) throw error;
      log.error(
        { slot, reason, err: error },
        'Slack refused the blocks of a message; a plainer form is sent',
      );
      refused = error;
    }
  }
  throw refused;
}

/**
 * Does what belongs to one channel one after the other, in the order in which it came: where it has to wait, all that comes
 * later waits too, and what belongs to other channels goes on.
 */
function createTurns() {
  const last = new Map<string, Promise<unknown>>();
  return async <Result>(
    channel: string,
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result> => {
    const before = last.get(channel);
    const turn = (async () => {
      await before?.catch(() => undefined);
      return attempt(signal, work);
    })();
    last.set(channel, turn);
    try {
      return await turn;
    } finally {
      if (last.get(channel) === turn) last.delete(channel);
    }
  };
}

/** Waits as long as Slack asks to, and tries again after an answer that did not come; anything else is thrown at once. */
async function attempt<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  for (let failures = 0; ; ) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (error instanceof WebAPIRateLimitedError) {
        await sleep(error.retryAfter * 1000, undefined, { signal });
        continue;
      }
      failures += 1;
      const pause = pauseAfter(error, failures);
      if (pause === undefined || failures === ATTEMPTS) throw error;
      await sleep(pause, undefined, { signal });
    }
  }
}

/** Milliseconds to wait before the next attempt; undefined where another makes no sense. */
function pauseAfter(error: unknown, number: number): number | undefined {
  const passing = PASSING_ERRORS.has(platformError(error) ?? '');
  const unanswered = error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError;
  return passing || unanswered ? FIRST_PAUSE * 2 ** (number - 1) : undefined;
}

/** Slack takes the bot's token no more: nothing can be said anywhere until it has another. */
export function isTokenRefused(reason: string): boolean {
  return TOKEN_ERRORS.has(reason);
}

/** Slack's error code, where Slack answered with one. */
export function platformError(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}
