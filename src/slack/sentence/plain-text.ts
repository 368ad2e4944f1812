import { printable } from '../../printable.ts';
import type { Unreadable } from './reading.ts';

/** A message as a person would read it, or why it cannot be read. */
export type Plain = { kind: 'plain'; text: string } | ({ kind: 'unreadable' } & Unreadable);

const EMOJI =
  /(?:\p{Extended_Pictographic}|\p{Regional_Indicator})(?:\uFE0F|\u20E3|\p{Emoji_Modifier}|\u200D(?:\p{Extended_Pictographic}|[♀♂]))*/gu;

/** `:rotating_light:`, where it stands by itself: `server-b:eth1` has no second colon before a space. */
const EMOJI_NAME = /(?<![A-Za-z0-9]):[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*:(?![A-Za-z0-9])/g;

/** What Slack writes for people, channels, groups and its own words; none of them is about a host. */
const MENTION = /<(?:@|#|!subteam\^|!(?:channel|here|everyone))[^<>]*>/g;

/**
 * The text of a message without code blocks, mentions and emoji; links unwrapped, Slack's entities decoded, full-width
 * letters, smart quotes and typographic dashes as the keyboard has them. Invisible characters make it unreadable: they
 * could show one name and mean another.
 */
export function readPlain(text: string, limit: number): Plain {
  const words = text.replace(/```[\s\S]*?(?:```|$)/g, '\n');
  if (words.length > limit) return { kind: 'unreadable', because: 'too-long', length: words.length };
  const unmarked = decodeEntities(unwrapLinks(words.replace(MENTION, ' ')).replace(EMOJI_NAME, ' '));
  const visible = unmarked.replace(EMOJI, ' ').replace(/[\t\r]|\p{Zs}/gu, ' ');
  const oneLine = visible.replaceAll('\n', ' ');
  if (printable(oneLine, oneLine.length) !== oneLine)
    return { kind: 'unreadable', because: 'invisible-characters' };
  return { kind: 'plain', text: asTyped(visible) };
}

/** `<http://server-b|server-b>`, `<mailto:root@server-b|root@server-b>`, `<tel:…|10.0.1.5>` back to what was typed. */
function unwrapLinks(text: string): string {
  return text
    .replace(/<(?:[a-z][a-z0-9+.-]*:|!date\^)[^|<>]*\|([^<>]*)>/gi, '$1')
    .replace(/<(?:mailto:|tel:|https?:\/\/(?=[^/<>]+\/?>))([^<>/]+)\/?>/gi, '$1')
    .replace(/<([a-z][a-z0-9+.-]*:\/\/[^<>\s]+)>/gi, '$1');
}

/** Slack escapes exactly these three (its "formatting text" reference). */
function decodeEntities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function asTyped(text: string): string {
  return (
    text
      .normalize('NFKC')
      .replace(/[‘’‚‛´]/gu, "'")
      .replace(/["“”„‟«»「」『』*`]/gu, ' ')
      .replace(/[‐‑‒−]/gu, '-')
      // A dash inside a name; Japanese input methods write the long-vowel mark for it.
      .replace(/(?<=[A-Za-z0-9])[–ー](?=[A-Za-z0-9])/gu, '-')
      .replace(/(?<=^|\s)[—–]-?(?=[a-z])/gu, '--')
      .replace(/[—–]/gu, ' , ')
  );
}
