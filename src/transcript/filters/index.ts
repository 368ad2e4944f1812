export { isArptablesHeading, readArptables } from './arptables.ts';
export { isEbtablesChain, readEbtables } from './ebtables.ts';
export { framedIptables, framedNft } from './framed.ts';
export { NOT_LISTED, readIptablesChains } from './iptables-list.ts';
export { isJailLine, parseJails } from './jails.ts';
export { ProgramRules } from './programs.ts';
export { readRuleset } from './read-listings.ts';
export { isUfwRow, isUfwStatus, parseUfw } from './ufw.ts';
export { isZoneHeading, isZoneLine, parseZones } from './zones.ts';
