import { type Item, isOneOf } from './items.ts';
import { ORDERS_JAPANESE, SETTLED_JAPANESE } from './japanese.ts';
import { BAD, COMMON, FINE, ORDERS, REACH, SETTLED } from './vocabulary.ts';

/** A shell's own signs, paths of a system, a command behind a semicolon. */
const SHELL =
  /\$[({A-Za-z]|&&|\||\\|\.\.\/|(?:^|\s)\/(?:bin|boot|dev|etc|home|lib|opt|proc|root|run|sbin|sys|tmp|usr|var)\b|[<>]\s*[/&]/;

/** Whether a text looks like a command rather than a sentence. */
export function looksLikeCommand(text: string): boolean {
  if (SHELL.test(text)) return true;
  return [...text.matchAll(/;\s*([A-Za-z][\w-]*)/g)].some(([, word = '']) => {
    const lower = word.toLowerCase();
    return !COMMON.has(lower) && !/[-\d]/.test(word);
  });
}

const COMES_BEFORE_ORDER = new Set('and then please pls you to must now should just also'.split(' '));

/** Whether something else is wanted than an explanation: a change, an approval, other instructions. */
export function isOrder(items: readonly Item[]): boolean {
  return items.some((item, at) => {
    if (item.kind === 'cjk') return ORDERS_JAPANESE.test(item.text);
    if (item.kind !== 'word' || !ORDERS.has(item.text)) return false;
    // "since the reboot", "we rebooted it": a noun, or what happened before.
    const before = items[at - 1];
    return before === undefined || before.kind !== 'word' || COMES_BEFORE_ORDER.has(before.text);
  });
}

/** Whether a sentence says that all is well again. */
export function isSettled(items: readonly Item[]): boolean {
  return items.some((item) =>
    item.kind === 'cjk' ? SETTLED_JAPANESE.test(item.text) : item.kind === 'word' && SETTLED.has(item.text),
  );
}

/** Whether a sentence says of anything that it works, or does not. */
export function saysSomething(items: readonly Item[]): boolean {
  return items.some(
    (item) =>
      item.kind === 'cjk' ||
      (item.kind === 'word' && (BAD.has(item.text) || FINE.has(item.text) || REACH.has(item.text))),
  );
}

/** "web01 and web02 cannot ping each other": neither is the one that sends. */
export function isMutual(items: readonly Item[]): boolean {
  return items.some((item, at) =>
    item.kind === 'cjk'
      ? /互い|双方向|相互/u.test(item.text)
      : item.kind === 'word' && /^(?:each|one|both)$/.test(item.text) && isOneOf(items[at + 1], OTHER),
  );
}

const OTHER = new Set(['other', 'another', 'ways', 'directions']);
