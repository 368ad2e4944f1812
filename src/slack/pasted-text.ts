/** A Slack message taken apart: the pasted console, and the words around it. */
export type Pasted = { console: string; words: string };

/** Quotation marks that editors and phones put in place of the typed ones; no console prints them in an address or a flag. */
const SMART_QUOTES: readonly (readonly [RegExp, string])[] = [
  [/[“”„‟«»]/gu, '"'],
  [/[‘’‚‛]/gu, "'"],
];

/**
 * Takes the code blocks out of a message's text (mrkdwn as Slack sends it). Without any code block, the whole text is
 * the console, where `plain` allows that.
 */
export function readPasted(text: string, options: { plain?: boolean } = {}): Pasted {
  const blocks: string[] = [];
  const words = text.replace(/```([\s\S]*?)(?:```|$)/g, (_all, block: string) => {
    blocks.push(block);
    return ' ';
  });
  if (blocks.length > 0) return { console: asTyped(blocks.join('\n')), words };
  return options.plain ? { console: asTyped(text), words: '' } : { console: '', words: text };
}

/**
 * What was pasted before Slack changed it: links unwrapped, its three entities decoded (last, so that a pasted `&amp;lt;`
 * stays what it was), smart quotes and no-break spaces undone, invisible characters left out.
 */
export function asTyped(text: string): string {
  let plain = text
    .replace(/<(?:https?:\/\/|mailto:|tel:)[^|<>\s]*\|([^<>]*)>/g, '$1')
    .replace(/<(https?:\/\/[^|<>\s]+)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  for (const [quotes, typed] of SMART_QUOTES) plain = plain.replace(quotes, typed);
  return plain.replace(/[^\S\r\n\t]/gu, ' ').replace(/[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, '');
}
