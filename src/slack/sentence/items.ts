/** A piece of a sentence in which the names are known as such. */
export type Item =
  /** `hosts`: whom it may stand for, best first. `isWord`: letters alone, so that it may be a word of the sentence.
   * `typed`: what stands for them, where it is a slip of each. */
  | { kind: 'host'; hosts: readonly string[]; sure: boolean; isWord: boolean; typed?: string }
  | { kind: 'interface'; name: string; sure: boolean }
  | { kind: 'address'; address: string }
  /** Looks like the name of a host, and is none of the inventory. */
  | { kind: 'unknown'; text: string }
  | { kind: 'vlan'; id: string }
  /** "the second NIC"; 0 is "the other one". */
  | { kind: 'nth'; number: number }
  /** A lower-case word of the sentence, or a particle of Japanese: `ja:from`. */
  | { kind: 'word'; text: string }
  | { kind: 'cjk'; text: string }
  | { kind: 'port'; port: number; protocol?: 'tcp' | 'udp' }
  /** Like an option or a path: no sentence has it. */
  | { kind: 'odd'; text: string }
  | { kind: 'arrow' }
  | { kind: 'stop'; strong: boolean; question: boolean };

export type Endpoint = Extract<Item, { kind: 'host' | 'address' | 'unknown' }>;

/** What may send or be asked about. */
export function isEndpoint(item: Item | undefined): item is Endpoint {
  return item?.kind === 'host' || item?.kind === 'address' || item?.kind === 'unknown';
}

export function isName(item: Item | undefined): boolean {
  return isEndpoint(item) || item?.kind === 'interface' || item?.kind === 'vlan' || item?.kind === 'nth';
}

/** Whether the item is one of these words. */
export function isOneOf(item: Item | undefined, words: ReadonlySet<string>): boolean {
  return item?.kind === 'word' && words.has(item.text);
}
