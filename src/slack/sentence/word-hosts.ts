import type { Attachment } from './attachments.ts';
import { type Item, isEndpoint, isOneOf } from './items.ts';
import { AUXILIARY, COMMON, DETERMINERS, FROM, HOST_NOUNS, REACH, TOWARDS } from './vocabulary.ts';

/**
 * Hosts whose names may be words of the sentence ("mail", "gate", "test") keep their place where the sentence treats them
 * as a host, and become words again elsewhere; one that may be either is not sure.
 */
export function settleWordHosts(
  items: readonly Item[],
  attachments: ReadonlyMap<number, Attachment>,
): Item[] {
  const beside = new Set([...attachments.values()].filter(({ firm }) => firm).map(({ to }) => to));
  return items.map((item, at) => {
    if (item.kind !== 'host' || !item.isWord || beside.has(at)) return item;
    const word = { kind: 'word', text: item.typed ?? item.hosts[0] ?? '' } as const;
    const common = COMMON.has(word.text.toLowerCase());
    if (isHostForSure(items, at)) return item;
    const treated = isTreatedAsHost(items, at);
    if (common && !treated) return word;
    return { ...item, sure: item.sure && treated && !common };
  });
}

function isHostForSure(items: readonly Item[], at: number): boolean {
  const next = items[at + 1];
  if (next?.kind === 'arrow' || items[at - 1]?.kind === 'arrow') return true;
  if (next?.kind === 'word' && next.text.startsWith('ja:')) return true;
  return items.every((item) => item.kind !== 'word' || item.text.startsWith('--'));
}

function isTreatedAsHost(items: readonly Item[], at: number): boolean {
  const next = items[at + 1];
  const noun = isOneOf(next, HOST_NOUNS) || isOneOf(items[at - 1], HOST_NOUNS);
  let before = at - 1;
  while (isOneOf(items[before], DETERMINERS)) before -= 1;
  const word = items[before];
  const led = isOneOf(word, FROM) || isOneOf(word, TOWARDS) || isOneOf(word, REACH) || isOneOf(word, ON);
  const subject = at === 0 && (isOneOf(next, AUXILIARY) || next === undefined || isEndpoint(next));
  return noun || led || subject || isOneOf(next, SUBJECT_OF);
}

const ON = new Set('on at of between and for'.split(' '));
const SUBJECT_OF = new Set(
  "is isn't isnt can can't cannot cant couldn't does doesn't doesnt won't has hasn't".split(' '),
);
