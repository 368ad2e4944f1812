/** What decides is in the first so many bytes. */
const LOOKED_AT = 8192;
/** So many of the pairs of bytes hold one NUL on the same side where text is UTF-16: what consoles print is ASCII for the most part. */
const UTF_16_SHARE = 0.6;

/** No console prints these: control characters but for line ends, tabs, bells, backspaces and what begins a colour. */
const NOT_PRINTED = /[\0-\x06\x0E-\x1A\x1C-\x1F\uFFFD]/gu;

/**
 * The text of a file that somebody saved or uploaded, without NULs. UTF-16 by its byte order mark (what PowerShell's `>` writes), or
 * by where its NULs are; else UTF-8. Undefined for what has control bytes all over: that is no text.
 */
export function decodedText(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  const start = text.slice(0, LOOKED_AT / 2);
  const strange = start.match(NOT_PRINTED)?.length ?? 0;
  if (strange > 16 && strange * 10 > start.length) return undefined;
  return text.replaceAll('\0', '');
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  if (mark === 0xfffe) return 'utf-16le';
  if (mark === 0xfeff) return 'utf-16be';
  const pairs = Math.floor(Math.min(bytes.length, LOOKED_AT) / 2);
  if (pairs === 0 || bytes.length % 2 === 1) return 'utf-8';
  const nullsAt = (side: 0 | 1) =>
    bytes.subarray(0, pairs * 2).reduce((sum, byte, at) => sum + (byte === 0 && at % 2 === side ? 1 : 0), 0);
  const [before, behind] = [nullsAt(0), nullsAt(1)];
  if (behind > pairs * UTF_16_SHARE && before < behind / 10) return 'utf-16le';
  if (before > pairs * UTF_16_SHARE && behind < before / 10) return 'utf-16be';
  return 'utf-8';
}
