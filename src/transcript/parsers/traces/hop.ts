import type { Trace } from '../../../analyzer/model/index.ts';
import { isAddress, plainAddress } from '../../forms/addresses.ts';

export type Hop = Trace['hops'][number];

/** Who answered from a hop, by the words of its line: addresses, and the name before one in brackets. */
export function whoIs(words: readonly string[]): { addresses: string[]; name: string | undefined } {
  const addresses = new Set<string>();
  let name: string | undefined;
  for (const [at, word] of words.entries()) {
    const plain = plainAddress(word.replace(/[()[\],]/g, ''));
    if (!isAddress(plain) || plain === '0.0.0.0') continue;
    addresses.add(plain);
    const before = words[at - 1];
    if (/^[([]/.test(word) && before !== undefined && !isAddress(plainAddress(before)))
      name ??= before.toLowerCase();
  }
  return { addresses: [...addresses], name };
}
