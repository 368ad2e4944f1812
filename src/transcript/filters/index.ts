export { NOT_LISTED, readIptablesChains } from './iptables-list.ts';
export { readRuleset } from './read-listings.ts';
