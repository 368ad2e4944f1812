import type { FilterMessages, ListingLack } from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';
import { placeOf } from './words.ts';

function lacks(lack: ListingLack): string {
  switch (lack.kind) {
    case 'cut': {
      const table = lack.table === undefined ? '' : ` of table ${lack.table}`;
      const line = lack.line === undefined ? '' : ` at line ${lack.line}`;
      return `the ${lack.program} listing${table} is cut or not understood${line}`;
    }
    case 'one-table':
      return `only table ${lack.table} of ${lack.program} was shown`;
    case 'not-listed':
      return lack.legacy
        ? `nft says that there are older iptables tables, and ${lack.program}-save was not shown`
        : `${lack.program === 'nft' ? 'nft list ruleset' : `${lack.program}-save`} was not shown`;
    case 'filtered':
      return lack.how;
  }
}

export const filterSentences: Sentences<FilterMessages> = {
  'filter.rule': ({ rule, owner }) =>
    `\`${rule.text}\` in ${placeOf(rule)}${owner === undefined ? '' : ` (${owner})`}`,
  'filter.accepts': () => 'a rule accepts it',
  'filter.drops': () => 'the rule drops it',
  'filter.rejects': () => 'the rule rejects it',
  'filter.policy': ({ chain }) => `no rule of ${chain} let it pass, and its policy is drop`,
  'filter.nothing-stops': () => 'no rule stops it',
  'filter.reverse-path': ({ policy }) =>
    `${policy === undefined ? 'the rule drops it' : `no rule of ${policy} let it pass, and its policy is drop`}: the way back to the sender does not lead by the interface it came in on`,
  'filter.match': ({ text }) => `whether \`${text}\` matches cannot be told`,
  'filter.not-followed': ({ what }) => `what \`${what}\` does with the packet cannot be told`,
  'filter.chain-not-listed': ({ chain }) => `the chain ${chain} was not listed`,
  'filter.map-not-listed': () => 'the map was not listed',
  'filter.too-many-rules': () => 'there are too many rules to follow',
  'filter.too-deep': () => 'chains call each other too deeply',
  'filter.listing': ({ lack }) => lacks(lack),
  'filter.vrf': () => 'the interface belongs to a VRF, and the rules treat the two differently',
  'filter.device-of-chain': ({ chain }) => `the listing does not say which device chain ${chain} belongs to`,
  'filter.bridge': ({ chain }) => `whether chain ${chain} of the bridge sees the packet is not known`,
  'filter.no-way-back': () => 'there is no way back that the answer could take',
  'filter.tracking': () => 'whether the connection is tracked is not known',
};
