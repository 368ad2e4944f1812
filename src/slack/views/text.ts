import { stripVTControlCharacters } from 'node:util';
import { printable } from '../../printable.ts';

/**
 * Slack's three control characters as entities (its "formatting text" reference): without this, text from a host or
 * a person could carry `<!channel>`, a mention, or a link.
 */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * One line of foreign text: no terminal sequences, nothing invisible, escaped, no fence of a code block, at most
 * `limit` characters long.
 */
export function line(text: string, limit: number): string {
  return cutEscaped(cleaned(text.replace(/\s+/gu, ' ').trim()).replaceAll('```', 'ˋˋˋ'), limit);
}

/** Foreign text in `code` style. Backticks, which would end it, become look-alikes (U+02CB). */
export function code(text: string, limit = 300): string {
  const shown = line(text, limit - 2).replaceAll('`', 'ˋ');
  return shown === '' ? '' : `\`${shown}\``;
}

/**
 * Foreign text as a code block of at most `limit` characters, which it cannot break out of. What is left out is
 * counted in a last line.
 */
export function codeBlock(text: string, limit: number): string {
  const lines = text.replaceAll('\r\n', '\n').replaceAll('\t', '    ').trimEnd().split('\n').map(cleaned);
  const room = limit - CODE_BLOCK_FRAME;
  const shown: string[] = [];
  let used = 0;
  for (const [index, each] of lines.entries()) {
    const escaped = escapeText(each).replaceAll('`', 'ˋ');
    if (used + escaped.length + 1 > room) {
      if (index === 0) shown.push(cutEscaped(each, Math.max(0, room)).replaceAll('`', 'ˋ'));
      const left = lines.length - shown.length;
      if (left > 0) shown.push(`… (+${left})`);
      break;
    }
    shown.push(escaped);
    used += escaped.length + 1;
  }
  return `\`\`\`\n${shown.join('\n')}\n\`\`\``;
}

/** Two fences with their newlines, and the line that counts what was left out. */
const CODE_BLOCK_FRAME = 48;

/** Foreign text for a `plain_text` object, which Slack does not parse: cleaned and cut, not escaped. */
export function plain(text: string, limit: number): string {
  const clean = cleaned(text.replace(/\s+/gu, ' ').trim());
  if (clean.length <= limit) return clean;
  return `${take(clean, limit - 1, (character) => character.length)}…`;
}

/** A link to a page, under its name; undefined where it is none that is fit to be followed. */
export function link(url: string, name: string): string | undefined {
  return /^https:\/\/[\w./#?=&%-]+$/.test(url) ? `<${url.replaceAll('&', '&amp;')}|${name}>` : undefined;
}

/** A link to a message of the workspace, at the address that Slack tells; undefined where there is none. */
export function messageLink(address: string | undefined, name: string): string | undefined {
  if (address === undefined || !/^https?:\/\/[^\s<>|]+$/.test(address)) return undefined;
  return `<${address.replaceAll('&', '&amp;')}|${name}>`;
}

/** A moment in the reader's own time zone, with UTC for those that cannot show it (`<!date>` of Slack's formatting). */
export function time(iso: string): string {
  const moment = Date.parse(iso);
  if (Number.isNaN(moment)) return line(iso, 40);
  return `<!date^${Math.floor(moment / 1000)}^{time}|${timeUtc(iso)}>`;
}

/** The same with its day. */
export function moment(iso: string): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return line(iso, 40);
  const day = new Date(at).toISOString().slice(0, 10);
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${day} ${timeUtc(iso)}>`;
}

/** A moment as `02:17 UTC`. */
export function timeUtc(iso: string): string {
  const moment = Date.parse(iso);
  if (Number.isNaN(moment)) return plain(iso, 40);
  return `${new Date(moment).toISOString().slice(11, 16)} UTC`;
}

/** First words that are surely none of a host's or an interface's name, which keep their case. */
const PLAIN_FIRST_WORD =
  /^(?:a|all|an|after|because|connections|it|its|no|nobody|nothing|once|only|packets|replies|requests|the|there|this|what|while|with|within)\b/;

/** A text that begins and ends like a sentence; a name that it begins with is left as it is. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  return ended(
    PLAIN_FIRST_WORD.test(trimmed) ? `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}` : trimmed,
  );
}

/** A text that ends like a sentence: for what goes on after a colon. */
export function ended(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || /[.!?…:)。！？）]$/u.test(trimmed)) return trimmed;
  return /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(trimmed) ? `${trimmed}。` : `${trimmed}.`;
}

function cleaned(text: string): string {
  return printable(stripVTControlCharacters(text).toWellFormed(), Number.POSITIVE_INFINITY);
}

/** Escapes, and cuts so that the escaped text keeps the limit and no entity or code point is split. */
function cutEscaped(text: string, limit: number): string {
  const escaped = escapeText(text);
  if (escaped.length <= limit) return escaped;
  return `${escapeText(take(text, limit - 1, (character) => escapeText(character).length))}…`;
}

function take(text: string, room: number, sizeOf: (character: string) => number): string {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += sizeOf(character);
    if (used > room) break;
    end += character.length;
  }
  return text.slice(0, endOfWord(text, end));
}

/** A word that would be cut within its first letters is left out as a whole; longer ones are cut where the room ends. */
function endOfWord(text: string, end: number): number {
  if (end >= text.length || text[end] === ' ') return end;
  const space = text.lastIndexOf(' ', end);
  return end - space <= LONGEST_LEFT_OUT ? Math.max(space, 0) || end : end;
}

/** Letters of a word. */
const LONGEST_LEFT_OUT = 16;
