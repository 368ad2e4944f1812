import type { FilterListing } from '../../analyzer/model/index.ts';
import { isBlank, withoutFailures } from '../forms/failures.ts';
import { isJson } from '../forms/json.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf } from '../output.ts';
import { filterScopesOf } from '../scopes/filters.ts';

/** `nft list ruleset`, text or JSON: kept as it is for whoever evaluates it. */
export function readNft(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  for (const failure of failures) draft.gap('filters', failure);
  const asked = block.command?.argv ?? [];
  if (asked.length > 0 && !asked.includes('ruleset')) {
    draft.gap('filters', `${commandOf(block)} shows only a part of the ruleset`);
  }
  if (failures.length > 0 && isBlank(lines)) return;
  keep(draft, block, { kind: isJson(lines) ? 'nft-json' : 'nft', text: lines.join('\n').trim() });
}

/** `iptables-save` and `ip6tables-save`. */
export function readIptablesSave(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  for (const failure of failures) draft.gap('filters', failure);
  if (failures.length > 0 && isBlank(lines)) return;
  const text = lines.join('\n').trim();
  if (text !== '' && !/^COMMIT$/m.test(text)) draft.gap('filters', 'the listing is cut: COMMIT is missing');
  keep(draft, block, { kind: familyOf(block, text), text });
}

/** `iptables -S` has the words of iptables-save without its frame; -t names the table. */
export function readIptablesRules(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  for (const failure of failures) draft.gap('filters', failure);
  const argv = block.command?.argv ?? [];
  const at = argv.indexOf('-t');
  const table = (at === -1 ? undefined : argv[at + 1]) ?? 'filter';
  const chain = argv[argv.findIndex((word) => word === '-S' || word === '--list-rules') + 1];
  if (chain !== undefined && !chain.startsWith('-')) {
    draft.gap('filters', `${commandOf(block)} shows one chain alone`);
  }
  const body: string[] = [];
  for (const line of lines) {
    const [word, name, policy] = line.trim().split(/\s+/);
    if (word === '-P') body.push(`:${name} ${policy ?? 'ACCEPT'} [0:0]`);
    else if (word === '-N') body.push(`:${name} - [0:0]`);
    else if (word === '-A') body.push(line.trim());
    else if (line.trim() !== '') draft.gap('filters', `cannot read: ${line.trim().slice(0, 160)}`);
  }
  if (body.length === 0) return;
  const text = [`*${table}`, ...body, 'COMMIT'].join('\n');
  const kind = familyOf(block, text);
  // iptables-save says the same with its counters.
  const saved = draft.state.filters?.some(
    (other) => other.kind === kind && other.text.includes(`*${table}\n`),
  );
  if (saved === true) return;
  keep(draft, block, { kind, text });
}

/** `iptables -L` hides interfaces (without -v) and what the matches are: it cannot be evaluated. */
export function readIptablesList(draft: ObservationDraft, block: Block): void {
  if (draft.state.filters === undefined)
    draft.gap('filters', 'iptables -L does not tell everything that a rule matches; iptables-save does');
  draft.evidence('filters', commandOf(block), block.lines.join('\n'));
}

/** A second listing of the same tables was taken after the watch: its counters tell what happened meanwhile. */
function keep(draft: ObservationDraft, block: Block, shown: FilterListing): void {
  if (block.partial !== undefined) draft.gap('filters', block.partial);
  const listing = block.partial === undefined ? shown : { ...shown, partial: block.partial };
  const before = draft.state.filters?.find(
    (other) => other.kind === listing.kind && showSameTables(other, listing),
  );
  if (!before) {
    draft.state.filters = [...(draft.state.filters ?? []), listing];
  } else if (before.text !== listing.text) {
    draft.observation.filtersAfter = [...(draft.observation.filtersAfter ?? []), listing];
  }
  draft.cover('filters', filterScopesOf(block, PROGRAMS[listing.kind], closedTablesOf(listing)));
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

/** Listings of one kind that share a table (`table inet filter {`, `*nat`) show the same filter at two moments. */
function showSameTables(one: FilterListing, other: FilterListing): boolean {
  if (one.text === other.text || one.kind === 'nft-json') return true;
  const tables = tablesOf(one.text);
  return [...tablesOf(other.text)].some((table) => tables.has(table));
}

function tablesOf(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(/^(table \w+ [^\s{]+|\*\w+)/gm), ([, table = '']) => table));
}

function familyOf(block: Block, text: string): FilterListing['kind'] {
  const name = block.command?.argv[0] ?? '';
  if (name.startsWith('ip6tables')) return 'ip6tables-save';
  if (name.startsWith('iptables')) return 'iptables-save';
  if (/^# Generated by ip6tables/m.test(text)) return 'ip6tables-save';
  const six = /(?:^|\s)-[sd] [0-9a-f]{0,4}:[0-9a-f:]*|icmp6-|ipv6-icmp|icmpv6/im.test(text);
  return six && !/^# Generated by iptables/m.test(text) ? 'ip6tables-save' : 'iptables-save';
}
