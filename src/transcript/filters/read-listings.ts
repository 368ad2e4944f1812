import type { FilterListing, FilterTable, Ruleset } from '../../analyzer/model/index.ts';
import { NOT_LISTED } from './iptables-list.ts';
import { readIptablesRule } from './iptables-rule.ts';
import { type IptablesListing, readIptablesSave } from './iptables-text.ts';
import { readNftJson } from './nft-json.ts';
import { readNftRule } from './nft-rule.ts';
import { readSet } from './nft-sets.ts';
import { type NftListing, readNftText } from './nft-text.ts';
import type { ProgramRules } from './programs.ts';
import type { RawRule, RawTable } from './raw-tables.ts';

/** The families of nft, which all its tables may belong to. */
const ALL = ['ip', 'ip6', 'inet', 'netdev', 'bridge', 'arp'];

/**
 * The packet filter that the listings of one moment show: nft's text and JSON show the same tables, and iptables-nft's are among
 * them. `programs`: what the programs that write rules say of them.
 */
export function readRuleset(listings: readonly FilterListing[], programs?: ProgramRules): Ruleset {
  const nft = withoutDormant(readNft(listings));
  const iptables = readIptables(listings);
  const shared = new Set(
    iptables.flatMap((one) => one.tables.flatMap((table) => twinOf(table, one, nft) ?? [])),
  );
  const own = (nft?.tables ?? []).filter((table) => !shared.has(table));
  const listed = [
    ...own.map((table) => readTable(table, false)),
    ...iptables.flatMap((one) =>
      one.tables.map((table) =>
        readTable(table, one.legacy === true && twinOf(table, one, nft) === undefined),
      ),
    ),
  ];
  return {
    tables: [...listed, ...(programs?.tables(listed) ?? [])],
    // Where nothing was listed and nobody told anything there is no filter: whoever looked found none.
    missing: listings.length > 0 || programs?.told ? missingOf(listings, nft, iptables) : [],
    listings: [...listings],
  };
}

function missingOf(
  listings: readonly FilterListing[],
  nft: NftListing | undefined,
  iptables: readonly IptablesListing[],
): Ruleset['missing'] {
  const missing: Ruleset['missing'] = [];
  if (nft?.cut !== undefined) missing.push({ families: ALL, lack: nft.cut });
  for (const { cut, family } of iptables)
    if (cut !== undefined) missing.push({ families: [family], lack: cut });
  for (const { partial } of listings)
    if (partial !== undefined)
      missing.push({ families: ALL, lack: { kind: 'filtered', how: partial }, anywhere: true });
  if (!nft)
    missing.push({ families: ['netdev', 'bridge', 'arp'], lack: { kind: 'not-listed', program: 'nft' } });
  for (const [family, program] of [
    ['ip', 'iptables'],
    ['ip6', 'ip6tables'],
  ] as const) {
    if (iptables.some((one) => one.family === family)) continue;
    if (nft?.legacyTables)
      missing.push({ families: [family], lack: { kind: 'not-listed', program, legacy: true } });
    else if (!nft) missing.push({ families: [family], lack: { kind: 'not-listed', program } });
  }
  return missing;
}

/** No packet meets the chains of a dormant table. */
function withoutDormant(listing: NftListing | undefined): NftListing | undefined {
  if (listing === undefined) return undefined;
  return { ...listing, tables: listing.tables.filter(({ dormant }) => dormant !== true) };
}

/** nft's text is what people read; its JSON counts where the text was cut or not listed. */
function readNft(listings: readonly FilterListing[]): NftListing | undefined {
  const texts = listings.filter(({ kind }) => kind === 'nft').map(({ text }) => readNftText(text));
  const whole = texts.filter(({ cut }) => cut === undefined);
  if (whole.length > 0) return joinNft(whole);
  for (const { text } of listings.filter(({ kind }) => kind === 'nft-json')) {
    const listing = readNftJson(text);
    if (listing) return listing;
  }
  if (texts.length > 0) return joinNft(texts);
  if (!listings.some(({ kind }) => kind === 'nft-json')) return undefined;
  return { tables: [], legacyTables: false, cut: { kind: 'cut', program: 'nft' } };
}

/** The same table in several listings (`nft list table …` one after another): the last one counts. */
function joinNft(texts: readonly NftListing[]): NftListing {
  const tables = new Map<string, RawTable>();
  for (const table of texts.flatMap((text) => text.tables))
    tables.set(`${table.family} ${table.name}`, table);
  const cut = texts.find((text) => text.cut !== undefined)?.cut;
  return {
    tables: [...tables.values()],
    legacyTables: texts.some(({ legacyTables }) => legacyTables),
    ...(cut === undefined ? {} : { cut }),
  };
}

/** A chain that was listed several times counts as it was last; chains of one table can be listed one by one. */
function readIptables(listings: readonly FilterListing[]): IptablesListing[] {
  const read = listings.flatMap(({ kind, text }) => {
    if (kind !== 'iptables-save' && kind !== 'ip6tables-save') return [];
    return [readIptablesSave(text, kind === 'iptables-save' ? 'ip' : 'ip6')];
  });
  const seen = new Map<string, RawTable>();
  for (const listing of read.toReversed()) {
    listing.tables = listing.tables.filter((table) => {
      const key = `${listing.family} ${table.name}`;
      const later = seen.get(key);
      if (later) addChains(later, table);
      else seen.set(key, table);
      return later === undefined;
    });
  }
  return read;
}

function addChains(table: RawTable, earlier: RawTable): void {
  for (const [name, chain] of earlier.chains) if (!table.chains.has(name)) table.chains.set(name, chain);
  if (earlier.cut !== undefined) table.cut ??= earlier.cut;
}

/**
 * The nft table that is the same as iptables' own: where iptables says that it works with nf_tables, or (its header of 1.8.0 to
 * 1.8.7 does not say) where both list the same chains with as many rules.
 */
function twinOf(
  table: RawTable,
  { family, nftBackend, cut }: IptablesListing,
  nft: NftListing | undefined,
): RawTable | undefined {
  const twin = nft?.tables.find((one) => one.family === family && one.name === table.name);
  if (!twin || cut !== undefined) return undefined;
  if (nftBackend === true) return twin;
  const same = [...table.chains.values()].every(
    ({ name, rules }) => (twin.chains.get(name)?.rules.length ?? 0) === rules.length,
  );
  return same ? twin : undefined;
}

function readTable(raw: RawTable, legacy: boolean): FilterTable {
  const { listing, family, name, cut } = raw;
  const read = (rule: RawRule) => {
    const { text } = rule;
    const { steps, comment } =
      listing === 'nft' ? readNftRule(text, family) : readIptablesRule(text, family === 'ip6' ? 6 : 4);
    return { ...rule, text: readable(text), steps, ...(comment === undefined ? {} : { comment }) };
  };
  const changing = changedSets(raw);
  return {
    listing,
    family,
    name,
    chains: [...raw.chains.values()].map((chain) => ({ ...chain, rules: chain.rules.map(read) })),
    sets: [...raw.sets].map(([set, listed]) =>
      readSet(set, { ...listed, changing: listed.changing || changing.has(set) }),
    ),
    ...(cut === undefined ? {} : { cut }),
    ...(legacy ? { legacy } : {}),
  };
}

/** Sets that a rule adds to are changed by the packets themselves, whatever their flags say. */
function changedSets({ chains }: RawTable): Set<string> {
  const changed = new Set<string>();
  for (const { rules } of chains.values())
    for (const { text } of rules) {
      const found = /\b(?:add|update|delete) @(\S+) \{/.exec(text);
      if (found?.[1] !== undefined) changed.add(found[1]);
    }
  return changed;
}

/** The rule without its counter, which tells nothing of what it does, and without what stands for columns not listed. */
function readable(text: string): string {
  return text
    .replace(NOT_LISTED, '')
    .replace(/(^|\s)counter(?=\s|$)(?! name)/g, '$1')
    .replace(/ {2,}/g, ' ')
    .trim();
}
