import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SocketMode } from '../delivery/socket-mode.ts';
import type { Context } from '../interactions/context.ts';
import { useResponseUrl } from '../response-url.ts';
import { SlackError } from '../slack-error.ts';
import type { WorkspaceState } from '../state.ts';
import { decodeArguments, readBody } from '../web-api/arguments.ts';
import { answerJson, answerText, isLocalRequest } from './answers.ts';
import { answerFile, answerUpload } from './file-routes.ts';
import { answerHelpPage, answerPageFile } from './page-files.ts';
import { answerPageRoute } from './page-route.ts';
import { answerWebApi, type WebApi } from './web-api-route.ts';

/** What the server's routes need. */
export interface Routes {
  state: WorkspaceState;
  api: WebApi;
  context: Context;
  socketMode: SocketMode | undefined;
}

/** Listens; returns the server and its URL on loopback. Rejects with Node's error where the port is taken. */
export async function listen(port: number, address: string): Promise<{ server: Server; url: string }> {
  const server = createServer();
  server.listen(port, address);
  await once(server, 'listening');
  const { port: actual } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${actual}` };
}

/** Puts the routes behind the server. */
export function serve(server: Server, routes: Routes): void {
  server.on('request', (request, response) => {
    answer(routes, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else answerText(response, error instanceof Error ? error.message : String(error), 500);
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (routes.socketMode && request.url?.startsWith('/link/'))
      routes.socketMode.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
  });
}

export async function stopServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

async function answer(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLocalRequest(request)) {
    answerText(response, 'This workspace answers on 127.0.0.1 and localhost only', 403);
    return;
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, first = '', second = ''] = url.pathname.split('/');
  if (first === 'api') await answerWebApi(routes.api, second, request, response);
  else if (first === 'response') await answerResponseUrl(routes, second, request, response);
  else if (first === 'upload') await answerUpload(routes.state, second, request, response);
  else if (first === 'files') {
    answerFile(routes.state, routes.api.credentials, second, request, response);
  } else if (first === 'workspace') {
    await answerPageRoute(routes.context, url, request, response);
  } else if (first === 'help') {
    await answerHelpPage(routes.context.helpPages, second, response);
  } else await answerPageFile(first === 'archives' ? '/' : url.pathname, response);
}

async function answerResponseUrl(
  { state }: Routes,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  try {
    useResponseUrl(state, target, decodeArguments(request.headers['content-type'] ?? '', body));
    answerText(response, 'ok');
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    answerJson(
      response,
      { ok: false, error: error.code, ...error.fields },
      error.code === 'used_url' ? 404 : 400,
    );
  }
}
