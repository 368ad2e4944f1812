export { type FilterModel, filterModel } from './model.ts';
export type {
  FilterHost,
  FilterPacket,
  FilterPath,
  FilterRuleRef,
  FilterVerdict,
  Rewritten,
} from './packet.ts';
export { isSameRule, type RisenDrop, risenDrops } from './risen-drops.ts';
