/** A word of a rule: quoted words are never keywords or options. */
export interface Token {
  text: string;
  quoted: boolean;
}

const NFT = /"([^"]*)("?)|'([^']*)'|[{}(),;|&]|[^\s"'{}(),;|&]+/gy;

/** Words of nft text; braces, commas, semicolons and bit operators stand alone. */
export function nftTokens(text: string): Token[] {
  const tokens: Token[] = [];
  NFT.lastIndex = 0;
  while (NFT.lastIndex < text.length) {
    const start = NFT.lastIndex;
    const found = NFT.exec(text);
    if (found) {
      const quoted = found[1] !== undefined || found[3] !== undefined;
      tokens.push({ text: found[1] ?? found[3] ?? found[0], quoted });
    } else {
      NFT.lastIndex = start + 1;
    }
  }
  return tokens;
}

/** Words of an iptables-save line: double quotes hold a word together, a backslash escapes the next character in them. */
export function iptablesWords(line: string): Token[] {
  const words: Token[] = [];
  for (const [word] of line.matchAll(/"(?:[^"\\]|\\.)*"?|[^\s"]+/g)) {
    const quoted = word.startsWith('"');
    words.push({ text: quoted ? word.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1') : word, quoted });
  }
  return words;
}

/** Reads tokens one after another. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  get position(): number {
    return this.#at;
  }

  set position(at: number) {
    this.#at = at;
  }

  /** The word `ahead` places on, where it is not quoted. */
  word(ahead = 0): string | undefined {
    const token = this.#tokens[this.#at + ahead];
    return token === undefined || token.quoted ? undefined : token.text;
  }

  /** The next token's text, quoted or not; the empty string at the end. */
  take(): string {
    return this.#tokens[this.#at++]?.text ?? '';
  }

  /** Takes the next word where it is one of these. */
  accept(...words: string[]): string | undefined {
    const word = this.word();
    if (word === undefined || !words.includes(word)) return undefined;
    this.#at++;
    return word;
  }

  /** The text between two positions, for explanations. */
  between(from: number, to: number): string {
    return this.#tokens
      .slice(from, to)
      .map(({ text, quoted }) => (quoted ? `"${text}"` : text))
      .join(' ')
      .replaceAll(' ,', ',');
  }
}
