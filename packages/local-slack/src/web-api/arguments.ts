import type { IncomingMessage } from 'node:http';
import { isObject, type JsonObject } from '../json.ts';

/** Whole body of a request; refuses more than `limit` bytes. */
export async function readBody(request: IncomingMessage, limit = 20 * 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > limit) throw new Error(`The body is larger than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The arguments of a Web API call: JSON, or a form in which lists and objects are JSON text. */
export function decodeArguments(contentType: string, body: Buffer): JsonObject {
  const text = body.toString('utf8');
  if (contentType.startsWith('application/json')) {
    const parsed: unknown = text === '' ? {} : JSON.parse(text);
    return isObject(parsed) ? parsed : {};
  }
  return Object.fromEntries(
    [...new URLSearchParams(text)].map(([key, value]) => [key, decodeField(key, value)]),
  );
}

/** The arguments that are lists or objects; all others are text, even if they look like JSON. */
const STRUCTURED = new Set(['blocks', 'attachments', 'metadata', 'view', 'files', 'chunks']);

function decodeField(key: string, value: string): unknown {
  if (!STRUCTURED.has(key)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The one file of an upload: multipart from web-api 8 (field `body`), or the bare content. */
export async function decodeUpload(contentType: string, body: Buffer): Promise<Buffer> {
  if (!contentType.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': contentType },
  }).formData();
  for (const value of form.values()) {
    if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  }
  return Buffer.alloc(0);
}
