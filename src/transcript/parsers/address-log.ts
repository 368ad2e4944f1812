import type { LogEntry } from '../../analyzer/model/index.ts';
import { isAddress, isMac } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { shortAddress } from '../forms/ipv6.ts';
import { wordsOf } from '../forms/text.ts';

type Entry<Kind extends LogEntry['kind']> = Extract<LogEntry, { kind: Kind }>;

/**
 * What hosts and routers write where two machines use one address: Linux's duplicate address detection, the BSDs' `moved from`
 * and `is using my IP address`, Cisco's DUPADDR, Junos' KERN_ARP_DUPLICATE_ADDR, arpwatch's flip flop, ifup's and
 * NetworkManager's own check.
 */
const CONFLICT =
  /duplicate (?:ip )?address|DUPADDR|\bis using my IP(?:v4)? address|\barp: \S+ moved from|\bflip flop\b|already uses address|is used on network connected|conflict detected with host/i;
/** The forms of these that no other output prints. */
const UNMISTAKABLE =
  /\barp: \S+ moved from \S+ to |%IP-4-DUPADDR: |\barp: \S+ is using my IP address |\bflip flop \d/;
const MAC = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/i;

/** keepalived's change of state: `(VI_1) Entering BACKUP STATE`, `VRRP_Instance(VI_1) Entering MASTER STATE`. */
const VRRP = /Keepalived(?:_vrrp)?\b.{0,60}?\(([^()\s]{1,60})\) Entering (MASTER|BACKUP|FAULT) STATE/;

/** Whether the line tells that somebody else uses an address, or that a virtual router changed its state. */
export function isAddressLog(line: string): boolean {
  return VRRP.test(line) || (CONFLICT.test(line) && conflictIn(line) !== undefined);
}

/** Whether no other output has such a line. */
export function isAddressLogForm(line: string): boolean {
  return VRRP.test(line) || (UNMISTAKABLE.test(line) && conflictIn(line) !== undefined);
}

/** What such a line tells. */
export function addressEntry(line: string): Entry<'duplicate-address' | 'vrrp'> | undefined {
  const [, instance, state] = VRRP.exec(line) ?? [];
  if (instance !== undefined && state !== undefined)
    return { kind: 'vrrp', instance, state: state.toLowerCase() as Entry<'vrrp'>['state'], line };
  return CONFLICT.test(line) ? conflictIn(line) : undefined;
}

function conflictIn(line: string): Entry<'duplicate-address'> | undefined {
  const words = wordsOf(line.slice(0, 500)).map((word) => word.replace(/^[([<"']+|[)\]>"'.,;:!]+$/g, ''));
  const address = words.find((word) => isAddress(word) && !isMac(word));
  if (address === undefined) return undefined;
  const macs = [...new Set(words.filter((word) => MAC.test(word)).map(colons))];
  const device =
    /([\w.@-]{1,20}): IPv6 duplicate address/i.exec(line)?.[1] ??
    /\bon (?:interface )?([\w./@-]{1,20}?)[!,.]?(?:\s|$)/.exec(line)?.[1];
  return compact<Entry<'duplicate-address'>>({
    kind: 'duplicate-address',
    device,
    address: shortAddress(address),
    macs,
    line,
  });
}

/** Cisco writes three groups of four digits. */
function colons(mac: string): string {
  const digits = mac.toLowerCase().replace(/[.:]/g, '');
  return digits.replace(/(..)(?!$)/g, '$1:');
}
