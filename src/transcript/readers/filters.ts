import type { FilterListing } from '../../analyzer/model/index.ts';
import { framedIptables, framedNft, NOT_LISTED, readIptablesChains } from '../filters/index.ts';
import { isBlank, withoutFailures } from '../forms/failures.ts';
import { isJson } from '../forms/json.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf } from '../output.ts';
import { askedOf, filterScopesOf } from '../scopes/filters.ts';

/** `nft list ruleset`, text or JSON. */
export function readNft(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  for (const failure of failures) draft.gap('filters', failure);
  const asked = block.command?.argv ?? [];
  if (asked.some((word) => NAMES_ALONE.has(word))) {
    // It names what there is, and shows none of the rules.
    draft.evidence('filters', commandOf(block), block.lines.join('\n'));
    return;
  }
  if (asked.length > 0 && !asked.includes('ruleset')) {
    draft.gap('filters', { kind: 'narrowed', command: commandOf(block) });
  }
  if (failures.length > 0 && isBlank(lines)) return;
  const json = isJson(lines);
  const plain = (json ? lines : withoutRemarks(lines)).join('\n').trim();
  const isFiltered = !json && block.partial !== undefined;
  const text = isFiltered ? framedNft(plain, askedOf(asked) ?? {}, draft.filterListings.before) : plain;
  keep(draft, block, { kind: json ? 'nft-json' : 'nft', text });
}

/** What stands behind the last table's end and opens no other one was written by a person. */
function withoutRemarks(lines: readonly string[]): readonly string[] {
  const end = lines.findLastIndex((line) => /^\}\s*$/.test(line));
  const behind = lines.slice(end + 1);
  return end < 0 || behind.some((line) => /^\s*(?:add )?table\b|[{}]/.test(line))
    ? lines
    : lines.slice(0, end + 1);
}

/** What `nft list` lists by name alone. */
const NAMES_ALONE: ReadonlySet<string> = new Set([
  'tables',
  'chains',
  'sets',
  'maps',
  'counters',
  'flowtables',
]);

/** `iptables-save` and `ip6tables-save`. */
export function readIptablesSave(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  for (const failure of failures) draft.gap('filters', failure);
  if (failures.length > 0 && isBlank(lines)) return;
  const whole = lines.join('\n').trim();
  // `grep` leaves rules without their table: most are of the filter table.
  const isBare = block.partial !== undefined && !/^\*/m.test(whole) && /^(?:\[\d+:\d+\] )?-A /m.test(whole);
  const text = isBare ? ['*filter', ...builtInChains(whole), whole, 'COMMIT'].join('\n') : whole;
  if (text !== '' && !/^COMMIT$/m.test(text)) draft.gap('filters', { kind: 'cut' });
  keep(draft, block, { kind: familyOf(block, text), text });
}

/** The built-in chains that have rules here, for a listing without their own lines: rules of theirs may be left out as well. */
function builtInChains(rules: string): string[] {
  return ['INPUT', 'FORWARD', 'OUTPUT']
    .filter((chain) => new RegExp(`-A ${chain} `).test(rules))
    .map((chain) => `:${chain} ACCEPT`);
}

/** `iptables -S` has the words of iptables-save without its frame; -t names the table. */
export function readIptablesRules(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  for (const failure of failures) draft.gap('filters', failure);
  const table = tableAsked(block) ?? 'filter';
  const body: string[] = [];
  for (const line of lines) {
    const [word, name, policy] = line.trim().split(/\s+/);
    if (word === '-P') body.push(`:${name} ${policy ?? 'ACCEPT'} [0:0]`);
    else if (word === '-N') body.push(`:${name} - [0:0]`);
    else if (word === '-A') body.push(withCounter(line.trim()));
    else if (line.trim() !== '') draft.gap('filters', { kind: 'unread', text: line.trim().slice(0, 160) });
  }
  if (body.length === 0) return;
  const heads = block.partial === undefined ? [] : builtInChains(body.join('\n'));
  const shown = heads.filter((head) => !body.some((line) => line.startsWith(`${head.split(' ')[0]} `)));
  const text = [`*${table}`, ...shown, ...body, 'COMMIT'].join('\n');
  const listing: FilterListing = { kind: familyOf(block, text), text };
  // Without counters it says nothing new of chains that were listed before.
  if (
    !body.some((line) => line.startsWith('[')) &&
    draft.filterListings.before.some((other) => showSameChains(other, listing))
  )
    return;
  keep(draft, block, listing, []);
}

/** `-S -v` prints a rule's counter as its option. */
function withCounter(rule: string): string {
  const [counter, packets, bytes] = / -c (\d+) (\d+)(?= |$)/.exec(rule) ?? [];
  return counter === undefined ? rule : `[${packets}:${bytes}] ${rule.replace(counter, '')}`;
}

function tableAsked({ command }: Block): string | undefined {
  return command && askedOf(command.argv)?.table;
}

/** `iptables -L`: with -v a rule shows all that it matches; without it the interfaces stay open. */
export function readIptablesList(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  for (const failure of failures) draft.gap('filters', failure);
  const isFiltered = block.partial !== undefined;
  const asked = block.command ? (askedOf(block.command.argv) ?? {}) : {};
  const { unread, ...read } = readIptablesChains(isFiltered ? framedIptables(lines, asked) : lines);
  // With -v every rule begins with its counters: another line was written by a person.
  const listed = { ...read, unread: unread.filter((line) => /^\s*\d/.test(line)) };
  for (const line of listed.unread) draft.gap('filters', { kind: 'unread', text: line.slice(0, 160) });
  const table = tableAsked(block) ?? tableOf(listed.chains);
  const kind = familyOf(block, lines.join('\n'));
  const shown: FilterListing = { kind, text: [`*${table}`, ...listed.lines, 'COMMIT'].join('\n') };
  if (listed.unread.length > 0) shown.partial = { kind: 'unread-line' } as const;
  const brief = listed.lines.some((line) => line.includes(NOT_LISTED));
  if (brief && draft.filterListings.before.length === 0)
    draft.gap('filters', { kind: 'rules-without-interfaces' });
  const saved = draft.filterListings.before.some(
    (other) => (brief || isSaved(other)) && showSameChains(other, shown),
  );
  if (saved) draft.evidence('filters', commandOf(block), block.lines.join('\n'));
  else keep(draft, block, shown, []);
}

/** The table that the chains belong to where the command was not shown. */
function tableOf(chains: readonly string[]): string {
  if (!chains.some((chain) => chain === 'PREROUTING' || chain === 'POSTROUTING')) return 'filter';
  return chains.includes('FORWARD') ? 'mangle' : 'nat';
}

/** The output of iptables-save, which holds what -S and -L show of its tables. */
function isSaved({ text }: FilterListing): boolean {
  return /^# Generated by/m.test(text);
}

/**
 * A second listing of the same chains was taken after the watch: its counters tell what happened meanwhile. `closed`: the
 * tables that the listing itself shows to be complete.
 */
function keep(
  draft: ObservationDraft,
  block: Block,
  shown: FilterListing,
  closed: readonly string[] = closedTablesOf(shown),
): void {
  if (block.partial !== undefined) draft.gap('filters', block.partial);
  const listing = block.partial === undefined ? shown : { ...shown, partial: block.partial };
  const listings = draft.filterListings;
  if (isSaved(listing))
    listings.before = listings.before.filter((other) => isSaved(other) || !showSameChains(other, listing));
  const earlier = listings.before.find((other) => showSameChains(other, listing));
  if (!earlier) listings.before.push(listing);
  else if (draft.agedFilters.has(earlier))
    listings.before = listings.before.map((one) => (one === earlier ? listing : one));
  else if (earlier.text !== listing.text) listings.after.push(listing);
  draft.cover('filters', filterScopesOf(block, PROGRAMS[listing.kind], closed));
  draft.evidence('filters', commandOf(block), block.lines.join('\n'));
}

const PROGRAMS = {
  nft: 'nft',
  'nft-json': 'nft',
  'iptables-save': 'iptables',
  'ip6tables-save': 'ip6tables',
} as const satisfies Record<FilterListing['kind'], string>;

/** Tables of which the listing shows the end: a closing brace, COMMIT. */
function closedTablesOf({ kind, text }: FilterListing): string[] {
  if (kind === 'nft-json') return [];
  const tables: string[] = [];
  let open: string | undefined;
  for (const line of text.split('\n')) {
    open =
      /^(?:table (\w+ [^\s{]+) \{|\*(\w+))/
        .exec(line)
        ?.slice(1)
        .find((name) => name !== undefined) ?? open;
    if (open !== undefined && /^(?:\}|COMMIT)\s*$/.test(line)) {
      tables.push(open);
      open = undefined;
    }
  }
  return tables;
}

/** Listings of one kind that share a table of nft, or a chain of iptables, show the same filter at two moments. */
function showSameChains(one: FilterListing, other: FilterListing): boolean {
  if (one.kind !== other.kind) return false;
  if (one.text === other.text || one.kind === 'nft-json') return true;
  const chains = chainsOf(one.text);
  return [...chainsOf(other.text)].some((chain) => chains.has(chain));
}

function chainsOf(text: string): Set<string> {
  const chains = new Set<string>();
  let table = 'filter';
  for (const line of text.split('\n')) {
    const [, nft, iptables, chain] = /^(?:(table \w+ [^\s{]+)|\*(\w+)|(?::|-[PN] )(\S+))/.exec(line) ?? [];
    table = iptables ?? table;
    if (nft !== undefined) chains.add(nft);
    if (chain !== undefined) chains.add(`${table} ${chain}`);
  }
  return chains;
}

function familyOf(block: Block, text: string): FilterListing['kind'] {
  const name = block.command?.argv[0] ?? '';
  if (name.startsWith('ip6tables')) return 'ip6tables-save';
  if (name.startsWith('iptables')) return 'iptables-save';
  if (/^# Generated by ip6tables/m.test(text)) return 'ip6tables-save';
  const six = /(?:^|\s)-[sd] [0-9a-f]{0,4}:[0-9a-f:]*|icmp6-|ipv6-icmp|icmpv6/im.test(text);
  return six && !/^# Generated by iptables/m.test(text) ? 'ip6tables-save' : 'iptables-save';
}
