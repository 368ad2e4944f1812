import type { Item } from './items.ts';
import { ORDERS_JAPANESE, SETTLED_JAPANESE } from './japanese.ts';
import { BAD, COMMON, FINE, ORDERS, SETTLED } from './vocabulary.ts';

/** A shell's own signs, paths of a system, a command behind a semicolon. */
const SHELL =
  /\$[({A-Za-z]|&&|\||\\|\.\.\/|(?:^|\s)\/(?:bin|boot|dev|etc|home|lib|opt|proc|root|run|sbin|sys|tmp|usr|var)\b|[<>]\s*[/&]/;

/** Whether a text looks like a command rather than a sentence. */
export function looksLikeCommand(text: string): boolean {
  if (SHELL.test(text)) return true;
  return [...text.matchAll(/;\s*([A-Za-z]+)/g)].some(([, word = '']) => {
    const lower = word.toLowerCase();
    return !COMMON.has(lower) && !BAD.has(lower) && !FINE.has(lower);
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
