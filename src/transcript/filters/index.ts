export { readIptablesChains, showsInterfaces } from './iptables-list.ts';
export { readRuleset } from './read-listings.ts';
