import type { FilterMessages, ListingLack } from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';
import { gapWords } from './gaps.ts';
import { placeOf } from './words.ts';

function lacks(lack: ListingLack): string {
  switch (lack.kind) {
    case 'cut': {
      const table = lack.table === undefined ? '' : ` of table ${lack.table}`;
      const line = lack.line === undefined ? '' : ` at line ${lack.line}`;
      return `the ${lack.program} listing${table} is cut off or not readable${line}`;
    }
    case 'one-table':
      return `only table ${lack.table} of ${lack.program} was shown`;
    case 'not-listed':
      return lack.legacy
        ? `nft reports iptables-legacy tables, and ${lack.program}-save was not shown`
        : `${lack.program === 'nft' ? 'nft list ruleset' : `${lack.program}-save`} was not shown`;
    case 'filtered':
      return gapWords(lack.how);
  }
}

export const filterSentences: Sentences<FilterMessages> = {
  'filter.rule': ({ rule, owner }) =>
    `\`${rule.text}\` in ${placeOf(rule)}${owner === undefined ? '' : ` (${owner})`}`,
  'filter.accepts': () => 'a rule accepts it',
  'filter.drops': () => 'the rule drops it',
  'filter.rejects': () => 'the rule rejects it',
  'filter.policy': ({ chain }) => `no rule of ${chain} accepts it, and its policy is drop`,
  'filter.nothing-stops': () => 'no rule stops it',
  'filter.reverse-path': ({ policy }) =>
    `${policy === undefined ? 'the rule drops it' : `no rule of ${policy} accepts it, and its policy is drop`}: the route back to the sender does not use the interface it arrived on`,
  'filter.match': ({ text }) => `whether \`${text}\` matches is unknown`,
  'filter.not-followed': ({ what }) => `what \`${what}\` does with the packet is unknown`,
  'filter.chain-not-listed': ({ chain }) => `chain ${chain} was not listed`,
  'filter.map-not-listed': () => 'the map was not listed',
  'filter.too-many-rules': () => 'there are too many rules to evaluate',
  'filter.too-deep': () => 'the chains are nested too deeply',
  'filter.listing': ({ lack }) => lacks(lack),
  'filter.vrf': () => 'the interface is in a VRF, and the rules treat it and the VRF differently',
  'filter.device-of-chain': ({ chain }) => `the listing does not show the device of chain ${chain}`,
  'filter.bridge': ({ chain }) => `whether bridge chain ${chain} sees the packet is unknown`,
  'filter.no-way-back': () => 'the reply has no route back',
  'filter.tracking': () => 'whether the connection is tracked is unknown',
};
