import { createHmac } from 'node:crypto';
import { isObject, type JsonObject } from '../json.ts';
import { DELIVERY_LIMITS } from '../limits.ts';
import type { Delivery, Envelope, Transport } from './transport.ts';

/** Requests to the app's URL, signed with the app's secret (`v0=` HMAC of version, time and body). */
export class SignedHttp implements Transport {
  readonly #url: string;
  readonly #secret: string;
  readonly #acknowledgeMs: number;

  constructor(url: string, secret: string, acknowledgeMs: number = DELIVERY_LIMITS.acknowledgeMs) {
    this.#url = url;
    this.#secret = secret;
    this.#acknowledgeMs = acknowledgeMs;
  }

  async send(envelope: Envelope): Promise<Delivery> {
    const { contentType, body } = encode(envelope);
    const retry: Record<string, string> = envelope.retry
      ? {
          'x-slack-retry-num': String(envelope.retry.attempt),
          'x-slack-retry-reason': httpReason(envelope.retry.reason),
        }
      : {};
    try {
      const answer = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': contentType, ...sign(this.#secret, body), ...retry },
        body,
        signal: AbortSignal.timeout(this.#acknowledgeMs),
      });
      const answered = await answer.text();
      if (!answer.ok) return { outcome: 'unreachable', because: 'http_error' };
      return { outcome: 'acknowledged', response: decode(answered) };
    } catch (error) {
      const timedOut = error instanceof Error && error.name === 'TimeoutError';
      return timedOut ? { outcome: 'timeout' } : { outcome: 'unreachable', because: 'connection_failed' };
    }
  }

  /** Whether the app answers Slack's challenge, as it must before events are switched on. */
  async verifyUrl(): Promise<boolean> {
    const challenge = crypto.randomUUID();
    const body = JSON.stringify({ type: 'url_verification', token: 'local', challenge });
    const answer = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...sign(this.#secret, body) },
      body,
      signal: AbortSignal.timeout(this.#acknowledgeMs),
    });
    const answered = decode(await answer.text());
    return answered === challenge || (isObject(answered) && answered.challenge === challenge);
  }

  /** HTTP cannot tell; events wait for their next retry. */
  onReachable(): () => void {
    return () => {};
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The two headers by which an app knows that a request is Slack's. */
function sign(secret: string, body: string, time: number = Date.now()): Record<string, string> {
  const timestamp = String(Math.floor(time / 1000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
}

function encode(envelope: Envelope): { contentType: string; body: string } {
  if (envelope.type === 'events_api') {
    return { contentType: 'application/json', body: JSON.stringify(envelope.payload) };
  }
  const fields =
    envelope.type === 'slash_commands'
      ? stringFields(envelope.payload)
      : { payload: JSON.stringify(envelope.payload) };
  return {
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams(fields).toString(),
  };
}

/** Over HTTP Slack calls a missed deadline `http_timeout`; in Socket Mode plainly `timeout`. */
function httpReason(reason: string): string {
  return reason === 'timeout' ? 'http_timeout' : reason;
}

function stringFields(payload: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)]));
}

function decode(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body === '' ? undefined : body;
  }
}
