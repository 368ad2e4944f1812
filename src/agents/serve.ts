import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Logger } from 'pino';
import { createAllowance } from '../allowance.ts';
import { listenWithToken } from '../token-listener.ts';
import { createCallLog } from '../triage/index.ts';
import type { AgentParts } from './parts.ts';
import { type Counter, createServer, type Introduction } from './server.ts';

/** Two consoles, and some. */
const LISTENING = { path: '/mcp', what: 'calls', mostBytes: 5_000_000 };

function counterFor({ events }: AgentParts): Counter {
  return { ...createCallLog(events), allowance: createAllowance(), running: 0 };
}

/** Answers one agent on standard input and output, until it closes them. */
export async function serveStdio(parts: AgentParts, introduction: Introduction): Promise<void> {
  const server = createServer(parts, introduction, counterFor(parts));
  const ended = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
    for (const event of ['end', 'close']) process.stdin.once(event, resolve);
  });
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
}

/** Answers whoever shows the token, at /mcp (Streamable HTTP; no session is kept between requests). */
export async function serveHttp(
  parts: AgentParts,
  introduction: Introduction,
  listening: { port: number; address: string; token: string; log: Logger },
): Promise<{ port: number; stop(): Promise<void> }> {
  const counter = counterFor(parts);
  return listenWithToken({
    ...LISTENING,
    ...listening,
    async take(body, request, response) {
      // A page in somebody's browser has no business here, whatever name it reached this address by.
      if (request.headers.origin !== undefined)
        return { status: 403, body: { error: 'requests of browsers are not answered' } };
      const message = parsed(body);
      if (message === undefined) return { status: 400, body: { error: 'the body is no JSON' } };
      const server = createServer(parts, introduction, counter);
      const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
      response.on('close', () => void server.close());
      await server.connect(transport);
      await transport.handleRequest(request, response, message);
      return undefined;
    },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
