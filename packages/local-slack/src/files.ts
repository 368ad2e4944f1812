import { newId } from './identifiers.ts';
import { isObject, type JsonObject } from './json.ts';
import type { UploadedFile } from './records.ts';

/** Image types that image blocks may show (Slack file object reference). */
const SHOWN = ['image/png', 'image/jpeg', 'image/gif'];

const TYPES: Record<string, string> = {
  ...{ csv: 'text/csv', gif: 'image/gif', jpeg: 'image/jpeg', jpg: 'image/jpeg', json: 'application/json' },
  ...{ pcap: 'application/octet-stream', pdf: 'application/pdf', png: 'image/png', svg: 'image/svg+xml' },
  ...{ gz: 'application/gzip', zip: 'application/zip' },
};

/** A file that somebody is about to upload. */
export function newFile(name: string, size: number, user: string): UploadedFile {
  const mimetype = TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'text/plain';
  const created = Math.floor(Date.now() / 1000);
  return {
    ...{ id: newId('F'), name, title: name, size, mimetype, user, created },
    ...{ status: 'promised', readyAt: 0 },
  };
}

/** Takes an upload's bytes: what it is, they tell, not its name. */
export function receive(file: UploadedFile, content: Buffer): void {
  const image = imageOf(content);
  file.size = content.length;
  file.status = 'uploaded';
  if (image) {
    file.mimetype = image.mimetype;
    if (image.pixels) file.pixels = image.pixels;
  } else if (SHOWN.includes(file.mimetype)) file.mimetype = 'application/octet-stream';
}

/** Whether an image block may show it now. */
export function isShownAsImage(file: UploadedFile): boolean {
  return file.status === 'complete' && Date.now() >= file.readyAt && SHOWN.includes(file.mimetype);
}

function imageOf(
  content: Buffer,
): { mimetype: string; pixels?: { width: number; height: number } } | undefined {
  const starts = (...bytes: number[]): boolean =>
    content.subarray(0, bytes.length).equals(Buffer.from(bytes));
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) && content.length >= 24) {
    const pixels = { width: content.readUInt32BE(16), height: content.readUInt32BE(20) };
    return { mimetype: 'image/png', pixels };
  }
  if (starts(0x47, 0x49, 0x46, 0x38) && content.length >= 10) {
    const pixels = { width: content.readUInt16LE(6), height: content.readUInt16LE(8) };
    return { mimetype: 'image/gif', pixels };
  }
  return starts(0xff, 0xd8, 0xff) ? { mimetype: 'image/jpeg' } : undefined;
}

/** A file as Slack describes it; until it is processed, without its type. */
export function fileToSlack(state: { url: string }, file: UploadedFile): JsonObject {
  const isReady = Date.now() >= file.readyAt;
  const address = `${state.url}/files/${file.id}/${encodeURIComponent(file.name)}`;
  const { width, height } = file.pixels ?? {};
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: isReady ? file.mimetype : '',
    filetype: isReady ? (file.name.split('.').at(-1) ?? '') : '',
    size: file.size,
    user: file.user,
    url_private: address,
    url_private_download: address,
    permalink: address,
    is_external: false,
    ...(file.altText === undefined ? {} : { alt_txt: file.altText }),
    ...(isReady && file.pixels
      ? { original_w: width, original_h: height, thumb_360: address, thumb_360_w: width, thumb_360_h: height }
      : {}),
  };
}

/** Blocks with the address of each file that they show, for the page. */
export function withFiles<T>(state: { findFile(idOrUrl: string): UploadedFile | undefined }, value: T): T {
  const filled = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(filled);
    if (!isObject(part)) return part;
    const entries = Object.entries(part).map(([key, inner]) => [key, filled(inner)]);
    const reference = isObject(part.slack_file) ? (part.slack_file.id ?? part.slack_file.url) : undefined;
    const file = typeof reference === 'string' ? state.findFile(reference) : undefined;
    const address = file && {
      image_url: `/files/${file.id}/${encodeURIComponent(file.name)}`,
      pixels: file.pixels,
    };
    return { ...Object.fromEntries(entries), ...address };
  };
  return filled(value) as T;
}
