import { wordsOf } from './text.ts';

const STOP_WORDS =
  /(?:^|[\s("'])(?:the|is|are|was|were|and|this|that|these|those|I|we|my|our|you|your|it|its|but|so|when|then|here|there|can|can't|cannot|which|what|now|of|a|an|with|have|has|had|does|doesn't|do|don't|only|also|shows?|because|if|as|by|be|been|will|would|should|please|hi|hello|thanks|after|before|same|other|still|output|result)(?=[\s.,;!?)"']|:\s|:?$)/i;

/** Letters outside ASCII: of every script but Latin's plain ones. */
const FOREIGN_LETTER = /(?=[^\u0000-\u007f])\p{L}/u;
/** Punctuation that ends sentences and that no output prints. */
const FOREIGN_PUNCTUATION =
  /[\u3001\u3002\uff01\uff0c\uff1a\uff1f\u2014\u2190-\u21ff\u300c-\u300f\u201c-\u201e]/u;

/** Whether the line is something that a person wrote around the outputs: a sentence, a heading, a list's item. */
export function isProse(line: string): boolean {
  const trimmed = line.trim().slice(0, 600);
  if (trimmed === '') return false;
  if (/^#{1,6} \S/.test(trimmed) || /^(?:\d{1,2}\.|[-*•]) [A-Z*_`"]/.test(trimmed)) return true;
  if (/\b(?:dev|via|inet6?|lladdr|lookup) \S/.test(trimmed)) return false;
  const words = wordsOf(trimmed);
  const [first = ''] = words;
  if (FOREIGN_LETTER.test(first) || FOREIGN_PUNCTUATION.test(first))
    return !/^(?:[•█…]|<.*>|\[.*\])/u.test(first);
  if (words.length >= 2 && /^[A-Za-z*_"'(`].*[:?]$/.test(trimmed) && !/[=<>{}]/.test(trimmed)) return true;
  if (words.length < 3 || !/^["'(*_`]{0,3}[A-Za-z]/.test(trimmed)) return false;
  return STOP_WORDS.test(trimmed);
}

/** Whether a word is one of the keywords, or the beginning of one (a line that was cut within it). */
export function beginsKeyword(word: string | undefined, keywords: readonly string[]): boolean {
  return word !== undefined && word !== '' && keywords.some((keyword) => keyword.startsWith(word));
}

/** Whether the line holds something that outputs have and greetings have not: numbers with dots, keywords, assignments. */
export function looksTechnical(line: string): boolean {
  return /\d\.\d|[0-9a-f]:[0-9a-f:]|\b(?:dev|via|inet6?|lookup|proto|scope|metric|lladdr|nexthop|table|default)\b|[=<>{}|]|0x/i.test(
    line.slice(0, 600),
  );
}
