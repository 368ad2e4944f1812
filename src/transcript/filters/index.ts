export { isArptablesHeading, readArptables } from './arptables.ts';
export { NOT_LISTED, readIptablesChains } from './iptables-list.ts';
export { readRuleset } from './read-listings.ts';
