import type { HostNames } from './host-names.ts';
import { type Item, isName, isOneOf } from './items.ts';
import { ANYWHERE, BAD, BETWEEN_NAMES, COMMON, DETERMINERS, FINE, FROM } from './vocabulary.ts';

/** Whether a word has no other meaning here than that of a name. */
export function isNoWord(word: string): boolean {
  return (
    /^[a-z][a-z0-9._-]+$/.test(word) && ![COMMON, BAD, FINE, BETWEEN_NAMES].some((known) => known.has(word))
  );
}

/**
 * Words that stand where the name of a host is expected, taken for one: "zzz eth1" and nothing more, "server-b eth1 from zzz".
 * They are names of nobody, or slips of one.
 */
export function withStrangers(items: readonly Item[], names: HostNames): Item[] {
  return items.map((item, at) => {
    if (item.kind !== 'word' || !isNoWord(item.text)) return item;
    const sends = isOneOf(items[at - 1], FROM) && !ANYWHERE.has(item.text);
    if (!sends && !isAllThereIs(items, at)) return item;
    const hosts = names.near(item.text);
    if (hosts.length === 0) return { kind: 'unknown', text: item.text };
    return { kind: 'host', hosts, sure: false, isWord: false, typed: item.text };
  });
}

/** The word, an interface, and at most who sends and what a person's courtesy adds. */
function isAllThereIs(items: readonly Item[], at: number): boolean {
  if (items[at + 1]?.kind !== 'interface' && items[at - 1]?.kind !== 'interface') return false;
  return (
    items.every((item, index) => {
      if (index === at || isName(item) || item.kind === 'stop') return true;
      return (
        isOneOf(item, FROM) ||
        isOneOf(item, TO) ||
        isOneOf(item, DETERMINERS) ||
        isOneOf(items[index - 1], FROM)
      );
    }) && !items.some((item, index) => item.kind === 'host' && !isOneOf(items[index - 1], FROM))
  );
}

const TO = new Set(['to', '--to', 'on', 'of', 'please', 'pls']);
