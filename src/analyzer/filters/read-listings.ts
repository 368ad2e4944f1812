import type { FilterListing } from '../model/index.ts';
import { type IptablesListing, readIptablesSave } from './iptables-text.ts';
import { readNftJson } from './nft-json.ts';
import { type NftListing, readNftText } from './nft-text.ts';
import type { ListedTable, Ruleset } from './ruleset.ts';

const BOTH = ['ip', 'ip6'];

/** Joins the listings of one moment: nft's text and JSON show the same tables, and iptables-nft's are among them. */
export function readListings(listings: readonly FilterListing[]): Ruleset {
  const nft = readNft(listings);
  const iptables = readIptables(listings);
  const missing: Ruleset['missing'] = [];
  if (nft?.cut !== undefined) missing.push({ families: BOTH, lack: nft.cut });
  for (const { cut, family } of iptables)
    if (cut !== undefined) missing.push({ families: [family], lack: cut });
  for (const { partial } of listings)
    if (partial !== undefined)
      missing.push({ families: BOTH, lack: { kind: 'filtered', how: partial }, anywhere: true });
  for (const [family, program] of [
    ['ip', 'iptables'],
    ['ip6', 'ip6tables'],
  ] as const) {
    const heard = iptables.some((one) => one.family === family);
    if (nft?.legacyTables && !heard) {
      missing.push({ families: [family], lack: { kind: 'not-listed', program, legacy: true } });
    } else if (!nft && !heard && listings.length > 0) {
      missing.push({ families: [family], lack: { kind: 'not-listed', program } });
    }
  }
  const shared = new Set(
    iptables.flatMap((one) => one.tables.flatMap((table) => twinOf(table, one, nft) ?? [])),
  );
  const own = (nft?.tables ?? []).filter((table) => !shared.has(table));
  for (const table of nft?.tables ?? []) restoreBridge(table);
  markChangingSets(own);
  return { tables: [...own, ...iptables.flatMap(({ tables }) => tables)], missing };
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
  const tables = new Map<string, ListedTable>();
  for (const table of texts.flatMap((text) => text.tables))
    tables.set(`${table.family} ${table.name}`, table);
  const cut = texts.find((text) => text.cut !== undefined)?.cut;
  return {
    tables: [...tables.values()],
    legacyTables: texts.some(({ legacyTables }) => legacyTables),
    ...(cut === undefined ? {} : { cut }),
  };
}

/** A table that was listed several times counts as it was last. */
function readIptables(listings: readonly FilterListing[]): IptablesListing[] {
  const read = listings.flatMap(({ kind, text }) => {
    if (kind !== 'iptables-save' && kind !== 'ip6tables-save') return [];
    return [readIptablesSave(text, kind === 'iptables-save' ? 'ip' : 'ip6')];
  });
  const seen = new Set<string>();
  for (const listing of read.toReversed()) {
    listing.tables = listing.tables.filter(({ name }) => !seen.has(`${listing.family} ${name}`));
    for (const { name } of listing.tables) seen.add(`${listing.family} ${name}`);
  }
  return read;
}

/**
 * The nft table that is the same as iptables' own: where iptables says that it works with nf_tables, or (its header of 1.8.0 to
 * 1.8.7 does not say) where both list the same chains with as many rules.
 */
function twinOf(
  table: ListedTable,
  { family, nftBackend, cut }: IptablesListing,
  nft: NftListing | undefined,
): ListedTable | undefined {
  const twin = nft?.tables.find((one) => one.family === family && one.name === table.name);
  if (!twin || cut !== undefined) return undefined;
  if (nftBackend === true) return twin;
  const same = [...table.chains.values()].every(
    ({ name, rules }) => (twin.chains.get(name)?.rules.length ?? 0) === rules.length,
  );
  return same ? twin : undefined;
}

/** Names of priorities mean other numbers in the bridge family (nft(8)): its chains come all before IP's. */
function restoreBridge(table: ListedTable): void {
  if (table.family !== 'bridge') return;
  for (const { base } of table.chains.values()) if (base) base.priority -= 10_000;
}

/** A set that a rule adds to is changed by the packets themselves, whatever its flags say. */
function markChangingSets(tables: readonly ListedTable[]): void {
  for (const table of tables) {
    for (const chain of table.chains.values()) {
      for (const { text } of chain.rules) {
        const found = /\b(?:add|update|delete) @(\S+) \{/.exec(text);
        const set = found && table.sets.get(found[1] ?? '');
        if (set) set.changing = true;
      }
    }
  }
}
