import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ListenerOptions, type Listening, listen, pathOf, type Reply, refusal } from './listener.ts';

/** What is listened for, and by whom it is taken. */
type TokenListenerOptions = Omit<ListenerOptions, 'answer'> & {
  token: string;
  /** The one path at which it is taken. */
  path: string;
  mostBytes: number;
  /** Undefined where it has answered by itself. */
  take(body: string, request: IncomingMessage, response: ServerResponse): Promise<Reply | undefined>;
};

/** Listens for what whoever shows the token posts (RFC 6750). */
export function listenWithToken(options: TokenListenerOptions): Promise<Listening> {
  return listen({ ...options, answer: (request, response) => answer(options, request, response) });
}

async function answer(
  { path, what, token, mostBytes, log, take }: TokenListenerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Reply | undefined> {
  if (pathOf(request) !== path) return refusal(404, `${what} are taken at ${path}`);
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    return refusal(405, `${what} are sent with POST`);
  }
  if (!showsToken(request.headers.authorization, token)) {
    log.warn({ from: request.socket.remoteAddress }, `${what} without the token`);
    response.setHeader('www-authenticate', 'Bearer');
    return refusal(401, 'the bearer token is missing or wrong');
  }
  const body = await bodyOf(request, mostBytes);
  return body === undefined ? refusal(413, `more than ${mostBytes} bytes`) : take(body, request, response);
}

/** Compared in a time that tells nothing of the token. */
function showsToken(header: string | undefined, token: string): boolean {
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(header ?? '') ?? [];
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** Undefined where it is too long: the rest is not read. */
async function bodyOf(request: IncomingMessage, mostBytes: number): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
