import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';

/** What a request is answered: a status code (RFC 9110) and a JSON document. */
export type Reply = { status: number; body: object; retryAfter?: number };

/** The path at which alerts are taken. */
const PATH = '/alerts';

/** Bytes of a request's body. A group of a hundred alerts has some 100 kB. */
const MOST_BYTES = 1_000_000;

/** Milliseconds in which a request is sent whole, and its head. */
const REQUEST_WITHIN = 15_000;
const HEAD_WITHIN = 5_000;
const MOST_CONNECTIONS = 50;

/** Listens for alerts of whoever shows the token. */
export async function listenForAlerts(options: {
  port: number;
  address: string;
  token: string;
  take(body: string): Promise<Reply>;
  log: Logger;
}): Promise<{ port: number; stop(): Promise<void> }> {
  const { log, take, token } = options;
  const server = createServer({ requestTimeout: REQUEST_WITHIN, headersTimeout: HEAD_WITHIN });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void answer(request, token, take)
      .catch((error: unknown): Reply => {
        log.error({ err: error }, 'alerts could not be taken');
        return { status: 503, body: { error: 'the alerts could not be recorded' }, retryAfter: 30 };
      })
      .then((reply) => {
        if (reply.status === 401)
          log.warn({ from: request.socket.remoteAddress }, 'alerts without the token');
        send(request, response, reply);
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
  request: IncomingMessage,
  token: string,
  take: (body: string) => Promise<Reply>,
): Promise<Reply> {
  const [path] = (request.url ?? '').split('?');
  if (path !== PATH) return refusal(404, `alerts are taken at ${PATH}`);
  if (request.method !== 'POST') return refusal(405, 'alerts are sent with POST');
  if (!isAuthorized(request.headers.authorization, token))
    return refusal(401, 'the bearer token is missing or wrong');
  const body = await bodyOf(request);
  return body === undefined ? refusal(413, `more than ${MOST_BYTES} bytes`) : take(body);
}

function refusal(status: number, error: string): Reply {
  return { status, body: { error } };
}

/** Compared in a time that tells nothing of the token. */
function isAuthorized(header: string | undefined, token: string): boolean {
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(header ?? '') ?? [];
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** Undefined where it is too long: the rest is not read. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return undefined;
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
