import type { IncomingMessage, ServerResponse } from 'node:http';
import { isShownAsImage, receive } from '../files.ts';
import type { WorkspaceState } from '../state.ts';
import { decodeUpload, readBody } from '../web-api/arguments.ts';
import type { Credentials } from '../web-api/index.ts';
import { answerText } from './answers.ts';

/** Takes the bytes of an upload, at the address that `files.getUploadURLExternal` gave: once. */
export async function answerUpload(
  state: WorkspaceState,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const kept = state.files.get(id);
  if (kept?.file.status !== 'promised') {
    answerText(response, 'No such upload', 404);
    return;
  }
  kept.content = await decodeUpload(request.headers['content-type'] ?? '', body);
  receive(kept.file, kept.content);
  answerText(response, `OK - ${kept.content.length}`);
}

/**
 * An uploaded file: an image as such, anything else as a download or plain text, since it must not run as a page of this
 * origin. A program that may not read it gets Slack's sign-in page, with status 200.
 */
export function answerFile(
  state: WorkspaceState,
  { botToken, scopes }: Pick<Credentials, 'botToken' | 'scopes'>,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { authorization } = request.headers;
  const mayRead = authorization === `Bearer ${botToken}` && scopes.includes('files:read');
  if (authorization !== undefined && !mayRead) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!doctype html><title>Sign in</title>');
    return;
  }
  const kept = state.files.get(id);
  if (!kept) {
    answerText(response, 'No such file', 404);
    return;
  }
  const { mimetype } = kept.file;
  const isText = mimetype.startsWith('text/') || mimetype === 'application/json';
  const type = isText ? 'text/plain; charset=utf-8' : 'application/octet-stream';
  response.writeHead(200, {
    'content-type': isShownAsImage(kept.file) ? mimetype : type,
    'x-content-type-options': 'nosniff',
  });
  response.end(kept.content);
}
