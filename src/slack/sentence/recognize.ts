import type { HostNames } from './host-names.ts';
import { interfaceNamed, isFamily } from './interface-names.ts';
import type { Item } from './items.ts';
import { itemsOfWord } from './items-of-word.ts';
import { COUNTER, itemsOfJapanese } from './japanese.ts';
import type { Token } from './tokens.ts';
import { COMMON, INTERFACE_NOUNS, ORDINALS } from './vocabulary.ts';

/** The sentence with its names found: hosts of the inventory, interfaces, addresses, ports, wherever they stand. */
export function recognize(tokens: readonly Token[], names: HostNames): Item[] {
  const items: Item[] = [];
  for (let at = 0; at < tokens.length; ) {
    const several = namedByTokens(tokens, at, names);
    if (several) {
      items.push(...several.items);
      at += several.taken;
      continue;
    }
    const token = tokens[at] as Token;
    at += 1;
    if (token.kind === 'cjk') items.push(...itemsOfJapanese(token.text));
    else if (token.kind === 'word') items.push(...itemsOfWord(token.text, names));
    else items.push(token);
  }
  return items;
}

type Several = { taken: number; items: Item[] };

/** What more than one word says: "eth 1", "server b", "vlan 100", "second NIC", "サーバーB". */
function namedByTokens(tokens: readonly Token[], at: number, names: HostNames): Several | undefined {
  const [one, two, three] = [wordAt(tokens, at), wordAt(tokens, at + 1), wordAt(tokens, at + 2)];
  const cjk = tokens[at];
  if (cjk?.kind === 'cjk' && two !== undefined && /(?:サーバー?|ホスト)$/u.test(cjk.text)) {
    const meant = names.named(two)
      ? undefined
      : names.namedInParts([cjk.text.endsWith('ト') ? 'host' : 'server', two]);
    const before = itemsOfJapanese(cjk.text.replace(/(?:サーバー?|ホスト)$/u, ''));
    if (meant)
      return { taken: 2, items: [...before, { kind: 'host', ...meant, sure: false, isWord: false }] };
  }
  if (one === undefined) return undefined;
  const next = tokens[at + 1];
  const counted = next?.kind === 'cjk' && COUNTER.test(next.text) ? Number(one) : Number.NaN;
  if (next?.kind === 'cjk' && counted >= 1) {
    const rest = next.text.replace(COUNTER, '');
    return {
      taken: 2,
      items: [{ kind: 'nth', number: counted }, ...(rest === '' ? [] : itemsOfJapanese(rest))],
    };
  }
  if (two === undefined) return undefined;
  const lower = one.toLowerCase();
  if (isFamily(one) && /^\d[0-9a-z.]*$/i.test(two)) {
    const name = interfaceNamed(`${one}${two}`);
    if (name !== undefined) return { taken: 2, items: [{ kind: 'interface', name, sure: true }] };
  }
  if (lower === 'vlan' && /^\d{1,4}$/.test(two)) return { taken: 2, items: [{ kind: 'vlan', id: two }] };
  const number = ORDINALS.get(lower);
  if (
    number !== undefined &&
    (INTERFACE_NOUNS.has(two.toLowerCase()) || /^(?:nics?|interfaces?|card|port|leg)$/i.test(two))
  )
    return { taken: 2, items: [{ kind: 'nth', number }] };
  if (names.named(one)?.sure && names.named(two)) return undefined;
  if (three === undefined || !names.namedInParts([one, two, three])) {
    const slip = slipInParts(one, two, names);
    if (slip) return slip;
  }
  for (const parts of three === undefined
    ? [[one, two]]
    : [
        [one, two, three],
        [one, two],
      ]) {
    const meant = parts.every(isPartOfName) ? names.namedInParts(parts) : undefined;
    if (!meant) continue;
    // "server a moment ago": the article, not a name.
    const article = parts.at(-1) === 'a' && isPlainWord(wordAt(tokens, at + parts.length));
    return {
      taken: parts.length,
      items: [{ kind: 'host', ...meant, sure: meant.sure && !article, isWord: false }],
    };
  }
  return undefined;
}

/** "sever b": a slip of the first part, and a letter or a number behind it. */
function slipInParts(one: string, two: string, names: HostNames): Several | undefined {
  if (!/^[a-z]{4,}$/i.test(one) || !/^(?:[a-z]|\d{1,3})$/i.test(two) || COMMON.has(one.toLowerCase()))
    return undefined;
  if (/^[ai]$/.test(two) || names.named(one) || names.namedInParts([one, two])) return undefined;
  const hosts = names.near(`${one}-${two}`).filter((name) => /[-_.\d]/.test(name));
  const typed = `${one} ${two}`;
  return hosts.length === 0
    ? undefined
    : { taken: 2, items: [{ kind: 'host', hosts, sure: false, isWord: false, typed }] };
}

function wordAt(tokens: readonly Token[], at: number): string | undefined {
  const token = tokens[at];
  return token?.kind === 'word' ? token.text : undefined;
}

function isPartOfName(word: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(word) && interfaceNamed(word) === undefined;
}

function isPlainWord(word: string | undefined): boolean {
  return (
    word !== undefined &&
    interfaceNamed(word) === undefined &&
    !['on', 'is', 'has'].includes(word.toLowerCase())
  );
}
