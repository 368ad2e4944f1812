import { WebClient, type WebClientOptions } from '@slack/web-api';
import { EXIT } from '../errors.ts';
import { failed } from '../texts/failures/index.ts';
import type { SlackLogger } from './bolt-logger.ts';

const SLACK_API = 'https://slack.com/api/';

/** Milliseconds; web-api's default is none. A post that is slower is looked up before it is repeated. */
const TIMEOUT = 10_000;

/** web-api's default is 100 at once; Slack's rate limits are reached long before. */
const CONCURRENCY = 8;

type Fetch = NonNullable<WebClientOptions['fetch']>;

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

/**
 * `fetch` that refuses to carry credentials anywhere else, also where an answer of the API names the address
 * (the upload URL of a file, a response_url).
 */
export function fetchWithin(send: Fetch = (url, init) => fetch(url, init)): Fetch {
  return async (url, init) => {
    mustBeWithin(new URL(url));
    return send(url, init);
  };
}

/** Throws for an address that is neither Slack's nor on this machine: the token would be lost there. */
export function mustBeWithin(target: URL): void {
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
