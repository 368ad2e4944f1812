export { loggingRules } from './logging-rules.ts';
export { filterMessage, ruleMessage } from './message.ts';
export { type FilterModel, filterModel } from './model.ts';
export type {
  FilterPacket,
  FilterPath,
  FilterVerdict,
} from './packet.ts';
export { hasRates, withRates } from './rates.ts';
export { ownerOf } from './recognise.ts';
export { isSameRule, risenDrops } from './risen-drops.ts';
export { isSpecific } from './specific.ts';
export { hasCounted, unreachedRules } from './unreached.ts';
