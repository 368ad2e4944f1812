import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';

/** What a request is answered: a status code (RFC 9110), and a JSON document or a text of some type. */
export type Reply = { status: number; body: object | Text; retryAfter?: number };
type Text = { readonly text: string; readonly type: string };

/** Milliseconds in which a request is sent whole, and its head. */
const REQUEST_WITHIN = 15_000;
const HEAD_WITHIN = 5_000;
const MOST_CONNECTIONS = 50;

export type Listening = { port: number; stop(): Promise<void> };

export type ListenerOptions = {
  /** 0 takes a free one. */
  port: number;
  address: string;
  /** What it is called in the log: "alerts". */
  what: string;
  log: Logger;
  /** Undefined where it has answered by itself. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<Reply | undefined>;
};

/** Listens for small requests of programs (HTTP), within limits. Rejects with Node's error where it cannot. */
export async function listen({ port, address, what, log, answer }: ListenerOptions): Promise<Listening> {
  const server = createServer({ requestTimeout: REQUEST_WITHIN, headersTimeout: HEAD_WITHIN });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void answer(request, response)
      .catch((error: unknown): Reply => {
        log.error({ err: error }, `${what} could not be taken`);
        return { status: 503, body: { error: `the ${what} could not be taken` }, retryAfter: 30 };
      })
      .then((reply) => {
        if (reply && !response.headersSent) send(request, response, reply);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

/** What is asked for at that path; a query plays no part. */
export function pathOf({ url }: IncomingMessage): string {
  return (url ?? '').split('?')[0] ?? '';
}

/** A request that is not taken, and why. */
export function refusal(status: number, error: string): Reply {
  return { status, body: { error } };
}

function send(request: IncomingMessage, response: ServerResponse, { status, body, retryAfter }: Reply): void {
  // What was not read is not waited for.
  const ends = request.complete ? {} : { connection: 'close' };
  const again = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  const { text, type } = isText(body)
    ? body
    : { text: `${JSON.stringify(body)}\n`, type: 'application/json' };
  response.writeHead(status, { 'content-type': type, ...again, ...ends });
  response.end(text);
  if (!request.complete) request.resume();
}

function isText(body: Reply['body']): body is Text {
  return 'type' in body && 'text' in body;
}
