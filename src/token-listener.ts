import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';

/** What a request is answered: a status code (RFC 9110) and a JSON document. */
export type Reply = { status: number; body: object; retryAfter?: number };

/** Milliseconds in which a request is sent whole, and its head. */
const REQUEST_WITHIN = 15_000;
const HEAD_WITHIN = 5_000;
const MOST_CONNECTIONS = 50;

/** What is listened for, and by whom it is taken. */
type ListenOptions = {
  port: number;
  address: string;
  token: string;
  /** The one path at which it is taken, and what it is called in an error: `/alerts`, "alerts". */
  path: string;
  what: string;
  mostBytes: number;
  log: Logger;
  /** Undefined where it has answered by itself. */
  take(body: string, request: IncomingMessage, response: ServerResponse): Promise<Reply | undefined>;
};

/** Listens for what whoever shows the token posts (RFC 6750). */
export async function listenWithToken(
  options: ListenOptions,
): Promise<{ port: number; stop(): Promise<void> }> {
  const { log, what } = options;
  const server = createServer({ requestTimeout: REQUEST_WITHIN, headersTimeout: HEAD_WITHIN });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void answer(options, request, response)
      .catch((error: unknown): Reply => {
        log.error({ err: error }, `${what} could not be taken`);
        return { status: 503, body: { error: `the ${what} could not be recorded` }, retryAfter: 30 };
      })
      .then((reply) => {
        if (reply?.status === 401)
          log.warn({ from: request.socket.remoteAddress }, `${what} without the token`);
        if (reply && !response.headersSent) send(request, response, reply);
      });
  });
  await listen(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function answer(
  { path: wanted, what, token, mostBytes, take }: ListenOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Reply | undefined> {
  const [path] = (request.url ?? '').split('?');
  if (path !== wanted) return refusal(404, `${what} are taken at ${wanted}`);
  if (request.method !== 'POST') return refusal(405, `${what} are sent with POST`);
  if (!showsToken(request.headers.authorization, token))
    return refusal(401, 'the bearer token is missing or wrong');
  const body = await bodyOf(request, mostBytes);
  return body === undefined ? refusal(413, `more than ${mostBytes} bytes`) : take(body, request, response);
}

function refusal(status: number, error: string): Reply {
  return { status, body: { error } };
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

const HEADERS: Record<number, Record<string, string>> = {
  401: { 'www-authenticate': 'Bearer' },
  405: { allow: 'POST' },
};

function send(request: IncomingMessage, response: ServerResponse, { status, body, retryAfter }: Reply): void {
  // What was not read is not waited for.
  const ends = request.complete ? {} : { connection: 'close' };
  const again = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  response.writeHead(status, { 'content-type': 'application/json', ...HEADERS[status], ...again, ...ends });
  response.end(`${JSON.stringify(body)}\n`);
  if (!request.complete) request.resume();
}

function listen(server: Server, { port, address }: { port: number; address: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
