import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type JsonObject, text } from '../json.ts';
import { SlackError } from '../slack-error.ts';
import { decodeArguments, readBody } from '../web-api/arguments.ts';
import type { Faults } from '../web-api/faults.ts';
import { type Call, type Credentials, callMethod, requestId } from '../web-api/index.ts';
import type { RateLimiter } from '../web-api/rate-limit.ts';
import { answerJson } from './answers.ts';

export interface WebApi {
  credentials: Credentials;
  faults: Faults;
  rateLimiter: RateLimiter | undefined;
  newCall: (args: JsonObject) => Call;
  /** Called with every call, for tests. */
  onCall: (method: string, args: JsonObject, answer: JsonObject) => void;
}

/** Answers `/api/METHOD` as Slack does: always 200, but for 429. */
export async function answerWebApi(
  api: WebApi,
  method: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const faults = api.faults.take(method);
  for (const one of faults) if (one.kind === 'slow') await delay(one.milliseconds);
  const fault = faults.find((one) => one.kind !== 'slow');
  if (fault?.kind === 'status') {
    answerJson(response, { ok: false, error: 'internal_error' }, fault.status);
    return;
  }
  if (fault?.kind === 'cut' && !fault.done) {
    request.socket.destroy();
    return;
  }
  const headers = { 'x-slack-req-id': requestId(), 'x-oauth-scopes': api.credentials.scopes.join(',') };
  try {
    const args = decodeArguments(request.headers['content-type'] ?? '', body);
    if (fault?.kind === 'error') throw new SlackError(fault.error);
    if (fault?.kind === 'ratelimited') throw new SlackError('ratelimited', {}, fault.retryAfter);
    api.rateLimiter?.check(method, text(args, 'channel') ?? '');
    const answer = callMethod(method, tokenOf(request, args), api.credentials, api.newCall(args));
    api.onCall(method, args, answer);
    if (fault?.kind === 'cut') request.socket.destroy();
    else answerJson(response, answer, 200, headers);
  } catch (error) {
    const refused = asSlackError(error);
    const answer = { ok: false, error: refused.code, ...refused.fields };
    api.onCall(method, {}, answer);
    const limited = refused.retryAfter !== undefined;
    const wait: Record<string, string> = limited ? { 'retry-after': String(refused.retryAfter) } : {};
    answerJson(response, answer, limited ? 429 : 200, { ...headers, ...wait });
  }
}

function tokenOf(request: IncomingMessage, args: JsonObject): string | undefined {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return bearer ?? text(args, 'token');
}

function asSlackError(error: unknown): SlackError {
  if (error instanceof SlackError) return error;
  if (error instanceof SyntaxError) return new SlackError('invalid_json');
  return new SlackError('internal_error', { detail: error instanceof Error ? error.message : String(error) });
}
