import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';
import type { HelpPage } from '../options.ts';
import { answerText } from './answers.ts';

const PAGE = new URL('../../page/', import.meta.url);
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** No script, style or frame but the page's own; images may come from where a message says. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
  "img-src 'self' data: http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves one file of the page; names with anything but plain characters are not files of the page. */
export async function answerPageFile(path: string, response: ServerResponse): Promise<void> {
  const name = path === '/' ? 'index.html' : path.slice(1);
  const type = TYPES[extname(name)];
  if (type === undefined || !/^(?:[a-z0-9-]+\/)*[a-z0-9-]+\.[a-z]+$/.test(name)) {
    answerText(response, 'Not found', 404);
    return;
  }
  try {
    const content = await readFile(new URL(name, PAGE));
    response.writeHead(200, {
      'content-type': type,
      'cache-control': 'no-store',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
    });
    response.end(content);
  } catch {
    answerText(response, 'Not found', 404);
  }
}

/** Serves a page that was given to the workspace; what it may load it says itself. */
export async function answerHelpPage(
  pages: readonly HelpPage[],
  name: string,
  response: ServerResponse,
): Promise<void> {
  const page = pages.find((one) => one.name === name);
  if (page === undefined) {
    answerText(response, 'Not found', 404);
    return;
  }
  const content = await readFile(page.file);
  response.writeHead(200, {
    'content-type': TYPES['.html'],
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}
