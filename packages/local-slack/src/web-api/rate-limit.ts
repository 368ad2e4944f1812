import { RATE_LIMITS, TIERS } from '../limits.ts';
import { SlackError } from '../slack-error.ts';

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Slack's limits on how often a method may be called: a bucket a channel for posting, else one a method. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();

  /** Throws `ratelimited` with the seconds to wait when the call comes too soon. */
  check(method: string, channel: string, now: number = Date.now()): void {
    if (method === 'chat.postMessage') {
      this.#take(`post/${channel}`, RATE_LIMITS.postPerSecond, RATE_LIMITS.postBurst, now);
      return;
    }
    const perMinute = TIERS[method];
    if (perMinute !== undefined) {
      this.#take(method, perMinute / 60, Math.floor(perMinute * RATE_LIMITS.burstShare), now);
    }
  }

  #take(key: string, perSecond: number, burst: number, now: number): void {
    const bucket = this.#buckets.get(key) ?? { tokens: burst, filledAt: now };
    this.#buckets.set(key, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.filledAt) / 1000) * perSecond);
    bucket.filledAt = now;
    if (bucket.tokens < 1) {
      throw new SlackError('ratelimited', {}, Math.ceil((1 - bucket.tokens) / perSecond));
    }
    bucket.tokens -= 1;
  }
}
