import { printable } from '../printable.ts';

/** Words that a person typed into Slack, or why they cannot be read. */
export type Typed =
  | { kind: 'words'; words: string[] }
  | { kind: 'unreadable'; because: 'too-long'; length: number }
  | { kind: 'unreadable'; because: 'invisible-characters' };

/** Quotation marks, and Slack's own marks for bold, italic, strike and code, around a word. */
const AROUND = /^["'`*_~“”„‘’‚«»]+|["'`*_~“”„‘’‚«»]+$/gu;

/** Punctuation that ends a phrase. Nothing that a shell knows: `eth1;` stays as it is, and is refused later. */
const PHRASE_END = /[?!.,:]+$/u;

/**
 * The words of a message: links that Slack made of names unwrapped, its entities decoded, smart quotes and dashes
 * undone. Invisible and control characters make it unreadable: they could show one host and mean another.
 */
export function readTyped(text: string, limit: number): Typed {
  if (text.length > limit) return { kind: 'unreadable', because: 'too-long', length: text.length };
  const spaced = text.replace(/[\t\r\n]|\p{Zs}/gu, ' ');
  if (printable(spaced, spaced.length) !== spaced) {
    return { kind: 'unreadable', because: 'invisible-characters' };
  }
  const plain = decodeEntities(unwrapLinks(spaced));
  const words = plain
    .split(/ +/)
    .map((word) => word.replace(AROUND, '').replace(PHRASE_END, '').replace(AROUND, ''))
    .map((word) => word.replace(/^[—–]-?/u, '--'))
    .filter((word) => word !== '');
  return { kind: 'words', words };
}

/** `<http://server-b.example|server-b.example>` and `<http://server-b.example>` back to what was typed. */
function unwrapLinks(text: string): string {
  return text
    .replace(/<(?:https?:\/\/|mailto:)[^|<>]*\|([^<>]*)>/g, '$1')
    .replace(/<https?:\/\/([^|<>/]+)\/?>/g, '$1');
}

/** Slack escapes exactly these three (its "formatting text" reference). */
function decodeEntities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
