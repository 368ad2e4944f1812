/** A piece of a sentence, before any name in it is known. */
export type Token =
  | { kind: 'word'; text: string }
  /** A run of Chinese, Japanese or Korean letters: it has no spaces between its words. */
  | { kind: 'cjk'; text: string }
  | { kind: 'arrow' }
  /** `strong`: it ends a sentence. */
  | { kind: 'stop'; strong: boolean; question: boolean };

const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}々ー・';
/** "server-a>server-b": an arrow within a word, and no end of a tag. */
const TIGHT_ARROW = '(?<=(?:^|\\s)[A-Za-z0-9][^\\s<>]*)>(?=[A-Za-z0-9])';
const PIECE = new RegExp(
  [
    `(?<cjk>[${CJK}]+)`,
    '(?<both><[-=]{1,2}>|[↔⇔])',
    `(?<arrow>[-=]{1,2}>|[→⇒➡⟶]|(?<=\\s)>(?=\\s)|${TIGHT_ARROW})`,
    '(?<stop>[.,;:!?…、。()\\[\\]{}\\n]+(?=\\s|$)|[,;!?…、。()\\n]+|(?<=\\s)[-~/|=](?=\\s)|[{}])',
    `(?<word>[^\\s,;!?…、。()\\n→⇒➡⟶{}${CJK}]+?(?=<?[-=]{1,2}>|${TIGHT_ARROW}|[.:\\]]*(?:[\\s,;!?…、。()\\n→⇒➡⟶{}${CJK}]|$)))`,
    '(?<rest>\\S)',
  ].join('|'),
  'gu',
);

/** The pieces of a text in their order. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { groups = {}, 0: all } of text.matchAll(PIECE)) {
    if (groups['cjk'] !== undefined) tokens.push({ kind: 'cjk', text: all });
    else if (groups['arrow'] !== undefined) tokens.push({ kind: 'arrow' });
    else if (groups['both'] !== undefined) tokens.push({ kind: 'word', text: '<->' });
    else if (groups['word'] === undefined) {
      tokens.push({ kind: 'stop', strong: /[.;!?。\n…]/u.test(all), question: all.includes('?') });
    } else tokens.push({ kind: 'word', text: all.replace(/^['_~]+|['_~]+$/gu, '') });
  }
  return tokens.filter((token) => token.kind !== 'word' || token.text !== '');
}
