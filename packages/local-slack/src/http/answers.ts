import type { IncomingMessage, ServerResponse } from 'node:http';

export function answerJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

export function answerText(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(body);
}

/**
 * Whether the request came to a loopback name. A page on the internet can have its own name resolve to
 * 127.0.0.1; it must not be able to press buttons here.
 */
export function isLocalRequest(request: IncomingMessage): boolean {
  const host = hostName(`http://${request.headers.host ?? ''}`);
  const { origin } = request.headers;
  return isLoopback(host) && (origin === undefined || isLoopback(hostName(origin)));
}

function hostName(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === 'localhost' || host === '[::1]';
}
