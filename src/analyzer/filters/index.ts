export { type FilterModel, filterModel } from './model.ts';
export type {
  FilterPacket,
  FilterPath,
  FilterRuleRef,
  FilterVerdict,
} from './packet.ts';
export { isSameRule, risenDrops } from './risen-drops.ts';
