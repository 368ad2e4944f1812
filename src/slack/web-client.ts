import { channel } from 'node:diagnostics_channel';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { EXIT } from '../errors.ts';
import { failed } from '../texts/failures/index.ts';
import type { SlackLogger } from './bolt-logger.ts';

const SLACK_API = 'https://slack.com/api/';

/** Milliseconds; web-api's default is none. A post that is slower is looked up before it is repeated. */
const TIMEOUT = 10_000;

/** web-api's default is 100 at once; Slack's rate limits are reached long before. */
const CONCURRENCY = 8;

type Send = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** The Web API twice: for reading, where a retry is harmless, and for posting, where it could post twice. */
export type SlackClients = { reading: WebClient; posting: WebClient };

/** Options of a Web API client that retries twice and whose token leaves for Slack and loopback only. */
export function webClientOptions(apiUrl: string | undefined, logger: SlackLogger): WebClientOptions {
  return {
    slackApiUrl: slackApiUrl(apiUrl),
    logger,
    timeout: TIMEOUT,
    maxRequestConcurrency: CONCURRENCY,
    retryConfig: { retries: 2, factor: 2, minTimeout: 300, maxTimeout: 2_000, randomize: true },
    allowAbsoluteUrls: false,
    fetch: fetchWithin(),
  };
}

/** The two clients. `posting` never retries and rejects rate-limited calls at once: who posts decides what to do. */
export function createClients(token: string, apiUrl: string | undefined, logger: SlackLogger): SlackClients {
  const options = webClientOptions(apiUrl, logger);
  return {
    reading: new WebClient(token, options),
    posting: new WebClient(token, { ...options, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true }),
  };
}

/**
 * The base URL for calls: Slack's own, or one on this machine. Throws `slack-url-refused` (exit status 2) for any
 * other, whatever the token: a token that is sent elsewhere is lost.
 */
export function slackApiUrl(apiUrl: string | undefined): string {
  const url = apiUrl ?? SLACK_API;
  if (URL.canParse(url) && (isSlack(new URL(url)) || isLoopback(new URL(url)))) return url;
  throw failed('slack-url-refused', {}, { exitStatus: EXIT.usage });
}

/** Where each answer 429 is published, by the method that was called; several clients ask, and all through here. */
const RATE_LIMITED = channel('roundtrip:slack-rate-limited');

/** Calls back whenever Slack asks this process to wait (429), with the method that was called. */
export function onRateLimited(listener: (method: string) => void): void {
  RATE_LIMITED.subscribe((method) => listener(String(method)));
}

/**
 * `fetch` that refuses to carry credentials anywhere else, also where an answer of the API names the address
 * (the upload URL of a file, a response_url). Its failures name the address that was tried.
 */
export function fetchWithin(send: Send = fetch): Send {
  return async (url, init) => {
    const target = new URL(url);
    mustBeWithin(target);
    const response = await send(url, init).catch((cause: unknown) => {
      throw new Error(`${target.origin}: ${reasonOf(cause)}`, { cause });
    });
    if (response.status === 429) RATE_LIMITED.publish(methodOf(target));
    return response;
  };
}

/** A method of the API; `other` for what is no call of it. */
function methodOf({ pathname }: URL): string {
  return /\/api\/([A-Za-z.]{1,64})$/.exec(pathname)?.[1] ?? 'other';
}

/** What the system said: fetch itself says only that it failed. Several addresses of one name are tried. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join('; ');
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause === undefined ? cause.message : reasonOf(cause.cause);
}

/** Throws for an address that is neither Slack's nor on this machine: the token would be lost there. */
function mustBeWithin(target: URL): void {
  if (!isSlack(target) && !isLoopback(target)) throw new Error(`a call to ${target.host} was refused`);
}

/** Slack's hosts for the API, files and response URLs, its government cloud included; over TLS only. */
function isSlack(url: URL): boolean {
  return url.protocol === 'https:' && /(^|\.)slack(-gov)?\.com$/.test(url.hostname) && url.port === '';
}

function isLoopback(url: URL): boolean {
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  const local =
    url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(url.hostname);
  return web && local && url.username === '' && url.password === '';
}
