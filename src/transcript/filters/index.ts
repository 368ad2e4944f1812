export { isArptablesHeading, readArptables } from './arptables.ts';
export { readIptablesChains, showsInterfaces } from './iptables-list.ts';
export { readRuleset } from './read-listings.ts';
