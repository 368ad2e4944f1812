import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { afterwards, workspaceFor } from './bolt-app.ts';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A bare receiver that answers each request with the next status, then with 200. */
async function receiver(statuses: number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push({ headers: request.headers, body });
    response.writeHead(statuses[received.length - 1] ?? 200).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterwards(async () => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`, received };
}

describe('signed HTTP', () => {
  it("signs what it sends with the app's secret", async () => {
    const { url, received } = await receiver([]);
    const workspace = await workspaceFor({ requestUrl: url });

    await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1 & more');

    const [request] = received;
    const timestamp = String(request?.headers['x-slack-request-timestamp']);
    const digest = createHmac('sha256', workspace.signingSecret)
      .update(`v0:${timestamp}:${request?.body}`)
      .digest('hex');
    expect(request?.headers['x-slack-signature']).toBe(`v0=${digest}`);
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(5);
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(new URLSearchParams(request?.body).get('text')).toBe('server-b eth1 & more');
  });

  it('sends a refused event again, and says which time and why', async () => {
    const { url, received } = await receiver([500, 500, 200]);
    const workspace = await workspaceFor({ requestUrl: url, eventRetryDelaysMs: [0, 20, 20] });

    workspace.as('on-call').say('#net-ops', '@roundtrip hello');
    await workspace.waitFor(() => received.length === 3);

    const retries = received.map(({ headers }) => [
      headers['x-slack-retry-num'],
      headers['x-slack-retry-reason'],
    ]);
    expect(retries).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
    ]);
    const ids = received.map(({ body }) => (JSON.parse(body) as { event_id: string }).event_id);
    expect(new Set(ids).size).toBe(1);
  });

  it('never sends a command or a press twice', async () => {
    const { url, received } = await receiver([500]);
    const workspace = await workspaceFor({ requestUrl: url, eventRetryDelaysMs: [0, 10] });

    await workspace.as('on-call').slash('#net-ops', '/roundtrip x');
    await new Promise((resolve) => setTimeout(resolve, 100));

    expect(received).toHaveLength(1);
    expect(workspace.ephemerals('on-call')[0]?.text).toContain('dispatch_failed');
  });
});
