import type { FilterOwner, FilterRuleRef, Message } from '../model/index.ts';
import type { FilterVerdict } from './packet.ts';

/** A rule and where it stands, as a message. */
export function ruleMessage(rule: FilterRuleRef, owner?: FilterOwner): Message {
  return { key: 'filter.rule', rule, ...(owner === undefined ? {} : { owner }) };
}

/** Why the filter says what it says of a packet, as a message. */
export function filterMessage({ verdict, reason, kind }: FilterVerdict): Message {
  if (kind === 'reverse-path')
    return { key: 'filter.reverse-path', ...(reason.kind === 'policy' ? { policy: reason.chain } : {}) };
  switch (reason.kind) {
    case 'rule':
      return { key: RULE_KEYS[verdict] };
    case 'policy':
    case 'chain-not-listed':
    case 'device-of-chain':
    case 'bridge':
      return { key: `filter.${reason.kind}`, chain: reason.chain };
    case 'match':
      return { key: 'filter.match', text: reason.text };
    case 'not-followed':
      return { key: 'filter.not-followed', what: reason.what };
    case 'listing':
      return { key: 'filter.listing', lack: reason.lack };
    default:
      return { key: `filter.${reason.kind}` };
  }
}

const RULE_KEYS = {
  accept: 'filter.accepts',
  drop: 'filter.drops',
  reject: 'filter.rejects',
  unknown: 'filter.drops',
} as const;
