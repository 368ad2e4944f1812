import type { FilterBase, ListingLack } from '../../analyzer/model/index.ts';
import { chainOf, newTable, type RawChain, type RawRule, type RawTable } from './raw-tables.ts';

/** What a listing holds, and why it does not hold everything. */
export interface NftListing {
  tables: RawTable[];
  /** Why there may be tables behind the last one. */
  cut?: ListingLack;
  /** nft's own remark that iptables' older kind has tables too. */
  legacyTables: boolean;
}

type Block =
  | { kind: 'table'; table: RawTable }
  | { kind: 'chain'; table: RawTable; chain: RawChain }
  | { kind: 'set'; table: RawTable; lines: string[]; name: string; map: boolean }
  | { kind: 'other' };

/** Reads `nft list ruleset` (with or without `-a`), or a file in nft's language; a listing that ends early is `cut`. */
export function readNftText(text: string): NftListing {
  const listing: NftListing = { tables: [], legacyTables: /iptables-legacy tables present/.test(text) };
  const open: Block[] = [];
  const { lines, unfinished } = statementLines(text);
  for (const { line, number } of lines) {
    if (line === '' || line.startsWith('#') || line.startsWith('flush ') || line.startsWith('define '))
      continue;
    if (!readLine(listing, open, line, number)) markCut(listing, open, number);
  }
  if (unfinished || open.length > 0) {
    closeSet(open.at(-1));
    markCut(listing, open, text.split('\n').length);
  }
  return listing;
}

/** Lines of which each is whole: lists of elements over several lines, and lines with a backslash at the end, are joined. */
function statementLines(text: string): { lines: { line: string; number: number }[]; unfinished: boolean } {
  const lines: { line: string; number: number }[] = [];
  let parts: string[] = [];
  let depth = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    const part = raw.trim();
    const code = withoutStrings(part);
    const opensBlock = depth === 0 && parts.length === 0 && OPENS_BLOCK.test(part);
    if (!opensBlock && (depth > 0 || code.includes('{'))) depth += count(code, '{') - count(code, '}');
    const continued = part.endsWith('\\');
    parts.push(continued ? part.slice(0, -1) : part);
    if (depth > 0 || continued) continue;
    lines.push({ line: parts.length === 1 ? part : parts.join(' '), number: index + 1 });
    parts = [];
    depth = 0;
  }
  return { lines, unfinished: parts.length > 0 };
}

const OPENS_BLOCK =
  /^(add )?(table|chain|set|map|counter|quota|limit|flowtable|ct|synproxy|secmark)\b[^={}]*\{/;

function withoutStrings(line: string): string {
  return line.replace(/"[^"]*"/g, '""').replace(/#.*$/, '');
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** One line into the listing; false where it does not belong into one. */
function readLine(listing: NftListing, open: Block[], line: string, number: number): boolean {
  const block = open.at(-1);
  const code = line.replace(/\s*# handle \d+\s*$/, '');
  if (code === '}' || code === '};') {
    closeSet(block);
    return open.pop() !== undefined;
  }
  if (block === undefined) return openTable(listing, open, code);
  if (block.kind === 'table') return openInTable(open, block.table, code, number);
  if (block.kind === 'chain') return readChainLine(block.chain, line, number);
  if (block.kind === 'set') block.lines.push(code);
  return true;
}

function openTable(listing: NftListing, open: Block[], code: string): boolean {
  // nft names the program that owns a table in a comment behind it (`# progname firewalld`).
  const found = /^(?:add )?table (?:(ip|ip6|inet|arp|bridge|netdev) )?(\S+)\s*(\{)?\s*(\})?\s*(?:#.*)?$/.exec(
    code,
  );
  if (!found) return false;
  const table = newTable('nft', found[1] ?? 'ip', found[2] ?? '');
  listing.tables.push(table);
  if (found[3] && !found[4]) open.push({ kind: 'table', table });
  return true;
}

function openInTable(open: Block[], table: RawTable, code: string, number: number): boolean {
  const found =
    /^(chain|set|map|flowtable|counter|quota|limit|secmark|synproxy|ct \w+)\s+("[^"]*"|\S+)\s*\{(.*)$/.exec(
      code,
    );
  if (!found) {
    if (/^flags [^;]*\bdormant\b/.test(code)) table.dormant = true;
    return /^(flags |comment )/.test(code);
  }
  const [, kind = '', quotedName = '', rest = ''] = found;
  const name = quotedName.replaceAll('"', '');
  const inside = rest.trim();
  let block: Block = { kind: 'other' };
  if (kind === 'chain') block = { kind: 'chain', table, chain: chainOf(table, name) };
  if (kind === 'set' || kind === 'map') block = { kind: 'set', table, name, lines: [], map: kind === 'map' };
  const closed = inside.endsWith('}');
  const statements = closed ? inside.slice(0, -1).trim() : inside;
  if (statements !== '') {
    if (block.kind === 'chain')
      for (const part of statements.split(';')) readChainLine(block.chain, part.trim(), number);
    if (block.kind === 'set') block.lines.push(...statements.split(';'));
  }
  if (closed) closeSet(block);
  else open.push(block);
  return true;
}

function readChainLine(chain: RawChain, line: string, number: number): boolean {
  const base = /^type (\w+) hook (\w+)(.*?) priority ([^;]+);?(.*)$/.exec(line);
  if (base) {
    chain.base = baseChain(base);
    return true;
  }
  const policy = /^policy (accept|drop);?$/.exec(line);
  if (policy) {
    if (chain.base) chain.base.policy = policy[1] === 'drop' ? 'drop' : 'accept';
    return true;
  }
  if (line === '' || line === ';' || /^comment "[^"]*";?$/.test(line)) return true;
  if (/^(\.\.\.|…|--\s*More|\[\.\.\.)/i.test(line)) return false;
  chain.rules.push(readNftRuleLine(line, number));
  return true;
}

function baseChain([
  ,
  type = '',
  hook = '',
  devices = '',
  priority = '',
  rest = '',
]: RegExpExecArray): FilterBase {
  const names = [...devices.matchAll(/"([^"]+)"|(?<=[\s{,])([\w.@-]+)(?=[\s,}]|$)/g)].map(
    (found) => found[1] ?? found[2] ?? '',
  );
  const listed = names.filter((name) => name !== 'device' && name !== 'devices' && name !== '');
  return {
    type,
    hook,
    ...readPriority(priority.trim()),
    policy: /policy drop/.test(rest) ? 'drop' : 'accept',
    ...(listed.length > 0 ? { devices: listed } : {}),
  };
}

/** Names of priorities outside the bridge family (nft(8), CHAINS). */
const PRIORITY: Record<string, number> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
  out: 100,
};

function readPriority(text: string): { priority?: number } {
  const found = /^([a-z]+)?\s*([+-])?\s*(\d+)?$/.exec(text);
  if (!found) return {};
  const [, name, sign, digits] = found;
  const from = name === undefined ? 0 : PRIORITY[name];
  if (from === undefined) return {};
  return { priority: from + (sign === '-' ? -1 : 1) * Number(digits ?? 0) };
}

/** One line of a chain. What iptables put in and nft cannot print stands behind a `#` in the middle of a rule, or as `xt match`. */
export function readNftRuleLine(line: string, number: number): RawRule {
  const handle = /\s*# handle (\d+)\s*$/.exec(line);
  let text = handle ? line.slice(0, handle.index) : line;
  text = text.replace(/;\s*$/, '');
  const comment = commentAt(text);
  if (comment >= 0) {
    const hidden = text.slice(comment + 1);
    const rest = /\bcounter packets \d+.*$/.exec(hidden)?.[0];
    if (rest !== undefined) text = `${text.slice(0, comment)}xt match hidden ${rest}`;
    else if (/^\s*xt_|^\s*-m /.test(hidden)) text = `${text.slice(0, comment)}xt match hidden`;
    else text = text.slice(0, comment);
  }
  const packets = /\bcounter packets (\d+)/.exec(text);
  return {
    text: text.replace(/\bcounter packets \d+ bytes \d+/g, 'counter').trim(),
    line: number,
    ...(handle ? { handle: Number(handle[1]) } : {}),
    ...(packets ? { packets: Number(packets[1]) } : {}),
  };
}

function commentAt(text: string): number {
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '"') quoted = !quoted;
    if (text[index] === '#' && !quoted) return index;
  }
  return -1;
}

function closeSet(block: Block | undefined): void {
  if (block?.kind !== 'set') return;
  const text = block.lines.join('\n');
  const declared = /^\s*(type|typeof) (.+?);?\s*$/m.exec(text)?.[2] ?? '';
  const [type = '', valueType] = declared.split(/\s+:\s+/);
  const elements = /elements = \{([\s\S]*)\}/.exec(text)?.[1] ?? '';
  block.table.sets.set(block.name, {
    type,
    elements,
    changing: /^\s*flags [^\n]*\bdynamic\b/m.test(text),
    ...(valueType === undefined ? {} : { valueType }),
  });
}

function markCut(listing: NftListing, open: readonly Block[], line: number): void {
  const lack: ListingLack = { kind: 'cut', program: 'nft', line };
  listing.cut ??= lack;
  const block = open.at(-1);
  if (block && block.kind !== 'other') block.table.cut ??= lack;
  else for (const table of listing.tables.slice(-1)) table.cut ??= lack;
}
