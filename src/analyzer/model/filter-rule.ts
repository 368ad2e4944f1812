import type { FieldType } from './filter-fields.ts';

/** A rule of a packet filter as data: what nft and iptables print, read into one form. Evaluation stands in the analyzer. */

/** One value: a number, an address as text, a name. */
export type FilterDatum = number | string;

/** The values that one written literal stands for; `prefix`: names that begin so (all, where it is empty). */
export type FilterRange = { from: FilterDatum; to: FilterDatum } | { prefix: string };

/** Something of a packet that rules compare: `ip saddr`, `meta mark`; `fib`, `original` (before translation) and `opaque` besides. */
export interface FilterField {
  name: string;
  type: FieldType;
  /** What a `fib` field asks of the routes. */
  fib?: { of: 'source' | 'destination'; device?: 'iif' | 'oif'; mark: boolean };
  /** The family whose packets have an `original` field; absent: both. */
  family?: 4 | 6;
  /** Bit operations, in order; without an operand where that was not understood. */
  operations?: { operator: '&' | '|' | '^' | '<<' | '>>'; operand?: FilterDatum }[];
}

export type FilterOperator = '==' | '!=' | '<' | '>' | '<=' | '>=';

/** What an element of a map leads to. */
export type FilterMapValue =
  | { kind: 'verdict'; verdict: FilterVerdictStep }
  | { kind: 'data'; parts: { type: FieldType; range?: FilterRange }[] };

/** An element of a set or map: its key's parts, `null` where one was not understood. */
export interface FilterElement {
  parts: (FilterRange | null)[];
  value?: FilterMapValue;
  /** It holds only sometimes (a limit or quota hangs on it). */
  sometimes?: true;
}

/** A set or map: written out, or the name of one in the same table. */
export type FilterLookup = { elements: FilterElement[] } | { set: string };

/** Whether a rule goes on with a packet. A field that a packet lacks never holds, negated or not. */
export type FilterCondition =
  | { kind: 'always' | 'never' }
  | { kind: 'compare'; field: FilterField; operator: FilterOperator; range: FilterRange }
  | { kind: 'in'; fields: FilterField[]; lookup: FilterLookup; negated: boolean }
  /** `any` of the bits is set, or under `mask` they are `exactly` these. */
  | { kind: 'any-bit'; field: FilterField; bits: number; negated: boolean }
  | { kind: 'exact-bits'; field: FilterField; bits: number; mask: number; negated: boolean }
  /** iptables' marks and addresses under a mask. */
  | { kind: 'masked'; field: FilterField; value: FilterDatum; mask: FilterDatum; negated: boolean }
  /** The packet has all of the fields. */
  | { kind: 'has'; fields: FilterField[] }
  /** Cannot be told, except that a packet which lacks one of the fields does not match. `limit`: it hangs on how many came before. */
  | { kind: 'open'; fields: FilterField[]; limit?: true }
  | { kind: 'all' | 'any'; of: FilterCondition[] }
  | { kind: 'not'; of: FilterCondition }
  /** Versions of nft differ in what it means: it holds or not where both agree. */
  | { kind: 'agreed'; of: [FilterCondition, FilterCondition] }
  /** iptables' rpfilter. */
  | { kind: 'reverse-path'; loose: boolean; validMark: boolean; acceptLocal: boolean; invert: boolean }
  /** iptables' addrtype: numbers of `ROUTE_TYPE`. `device`: only addresses of that one are local. */
  | {
      kind: 'address-type';
      of: 'source' | 'destination';
      types: number[];
      device?: 'iif' | 'oif';
      negated: boolean;
    };

/** How a rule ends for a packet that its matches let through. */
export type FilterVerdictStep =
  | { kind: 'accept' | 'drop' | 'return' | 'continue' }
  /** `with` as listed: `icmp-host-prohibited`, `tcp reset`. */
  | { kind: 'reject'; with?: string }
  | { kind: 'jump' | 'goto'; chain: string }
  /** It is handed to something that is not followed, or was not understood. */
  | { kind: 'not-followed'; what: string };

/** Where a translation leads: a part is absent where it stays, and without a value where that is not known. */
export type FilterTranslation =
  | { kind: 'to'; address?: { value?: string }; port?: { value?: number } }
  /** An address of the device that it leaves by (masquerade), or that it came in on (redirect). */
  | { kind: 'masquerade' | 'redirect'; port?: { value?: number } }
  | { kind: 'map'; fields: FilterField[]; lookup?: FilterLookup };

/** A value that a statement sets. */
export type FilterValue =
  | { kind: 'datum'; value?: FilterDatum }
  | { kind: 'field'; field: FilterField }
  | { kind: 'map'; fields: FilterField[]; lookup: FilterLookup };

/** One step of a rule; `text` as listed, for explanations. */
export type FilterStep =
  | { kind: 'match'; condition: FilterCondition; text: string }
  | { kind: 'map'; fields: FilterField[]; lookup: FilterLookup; text: string }
  | { kind: 'set'; field: FilterField; value: FilterValue; text: string }
  /** iptables' MARK and CONNMARK: the bits of `keep` stay, those of `flip` are inverted after that; absent: not understood. */
  | { kind: 'mark'; of: 'packet' | 'connection'; change?: { keep: number; flip: number } }
  /** CONNMARK --restore-mark and --save-mark, from one mark under its mask into the other's. */
  | { kind: 'copy-mark'; to: 'packet' | 'connection'; packetMask?: number; connectionMask?: number }
  | { kind: 'untrack' }
  | { kind: 'log'; prefix?: string }
  | {
      kind: 'translate';
      side: 'source' | 'destination';
      to: FilterTranslation;
      /** Packets of the other family pass it by. */
      family?: 4 | 6;
      text: string;
    }
  | { kind: 'verdict'; verdict: FilterVerdictStep };
