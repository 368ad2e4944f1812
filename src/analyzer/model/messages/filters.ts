import type { FilterOwner, FilterRuleRef, ListingLack } from '../ruleset.ts';

/** What the packet filter's model says. */
export type FilterMessages = {
  /** A rule and where it stands. */
  'filter.rule': { rule: FilterRuleRef; owner?: FilterOwner };
  'filter.accepts': Record<never, never>;
  'filter.drops': Record<never, never>;
  'filter.rejects': Record<never, never>;
  'filter.policy': { chain: string };
  'filter.nothing-stops': Record<never, never>;
  /** The rule asks whether the way back leads by the interface that the packet came in on. */
  'filter.reverse-path': { policy?: string };
  'filter.match': { text: string };
  'filter.not-followed': { what: string };
  'filter.chain-not-listed': { chain: string };
  'filter.map-not-listed': Record<never, never>;
  'filter.too-many-rules': Record<never, never>;
  'filter.too-deep': Record<never, never>;
  'filter.listing': { lack: ListingLack };
  'filter.vrf': Record<never, never>;
  'filter.device-of-chain': { chain: string };
  'filter.bridge': { chain: string };
  'filter.tracking': Record<never, never>;
  'filter.no-way-back': Record<never, never>;
};
