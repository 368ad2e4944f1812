import type { Address, Link } from '../../analyzer/model/index.ts';
import { isAddress, isMac, isMasked, maskLength, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { decimal, wordsOf } from '../forms/text.ts';
import type { InterfaceReading } from './link-text.ts';

const OLD_HEADER = /^\s{0,8}([\w.@:-]{1,20})\s{1,20}Link encap:(\S{1,20}(?: Loopback)?)/;
const NEW_HEADER = /^\s{0,8}([\w.@-]{1,20}(?::\d{1,5})?): flags=\d{1,8}<([^>]{0,200})>\s{1,4}mtu (\d{1,6})/;

/** Interfaces and addresses of `ifconfig`: net-tools old (`inet addr:`) and new (`flags=`), BusyBox. */
export function parseIfconfig(lines: readonly string[]): InterfaceReading {
  const links = new Map<string, Link>();
  const addresses: Address[] = [];
  const unread: string[] = [];
  const open: string[] = [];
  let label: string | undefined;
  let link: Link | undefined;
  for (const whole of lines) {
    const line = whole.slice(0, 1000);
    const header = NEW_HEADER.exec(line) ?? OLD_HEADER.exec(line);
    if (header) {
      label = header[1] ?? '';
      link = linkNamed(links, label.split(':')[0] ?? label);
      readHeader(link, line, header);
      continue;
    }
    const words = wordsOf(line);
    if (words.length === 0) continue;
    if (link === undefined || label === undefined) unread.push(line);
    else if (words[0] === 'inet' || words[0] === 'inet6') {
      const address = addressOf(words, link.name, label);
      if (address) addresses.push(address);
      else {
        open.push(link.name);
        if (!words.some((word) => isMasked(word.replace(/^addr:/, '')))) unread.push(line);
      }
    } else readDetail(link, line, words);
  }
  return { links: [...links.values()], addresses, unread, open };
}

function linkNamed(links: Map<string, Link>, name: string): Link {
  const known = links.get(name);
  if (known) return known;
  const link: Link = { name, flags: [] };
  links.set(name, link);
  return link;
}

function readHeader(link: Link, line: string, header: RegExpExecArray): void {
  if (line.includes('Link encap:')) {
    const mac = /HWaddr ([0-9A-Fa-f:]{11,17})/.exec(line)?.[1];
    if (isMac(mac)) link.mac = mac.toLowerCase();
    if (header[2]?.includes('Loopback')) link.kind = 'loopback';
    return;
  }
  setFlags(link, (header[2] ?? '').split(','));
  const mtu = decimal(header[3]);
  if (mtu !== undefined) link.mtu = mtu;
}

/** RUNNING is LOWER_UP as ifconfig tells it. Without it the carrier is not told: an idle bridge has none, and is up. */
function setFlags(link: Link, words: readonly string[]): void {
  if (link.flags.length > 0) return;
  const flags = words.filter((word) => /^[A-Z]{2,16}$/.test(word) && word !== 'RUNNING');
  if (words.includes('RUNNING')) flags.push('LOWER_UP');
  link.flags = flags;
  if (words.includes('LOOPBACK')) link.kind = 'loopback';
}

function readDetail(link: Link, line: string, words: readonly string[]): void {
  const mtu = /\bMTU:(\d{1,6})/.exec(line);
  if (mtu) {
    setFlags(link, words);
    link.mtu = Number(mtu[1]);
  } else if (words[0] === 'ether' && isMac(words[1])) link.mac = words[1].toLowerCase();
  else if (words[0] === 'RX' || words[0] === 'TX') {
    const direction = words[0].toLowerCase();
    link.stats ??= {};
    for (const [, name, value] of line.matchAll(/\b(packets|errors|dropped|bytes)[: ](\d{1,18})/g)) {
      link.stats[`${direction}.${name}`] = Number(value);
    }
  }
}

function addressOf(words: readonly string[], dev: string, label: string): Address | undefined {
  const family = words[0] === 'inet6' ? 6 : 4;
  const line = words.join(' ');
  const written = /^inet6? (?:addr: ?)?([0-9a-fA-F.:%]{2,60})(?:\/(\d{1,3}))?/.exec(line);
  const local = plainAddress(written?.[1] ?? '');
  if (!isAddress(local, family)) return undefined;
  const mask = /(?:Mask:|netmask )(\S{1,20})/.exec(line)?.[1];
  const length =
    decimal(written?.[2]) ?? decimal(/prefixlen (\d{1,3})/.exec(line)?.[1]) ?? lengthOfMask(mask);
  if (length === undefined || length > (family === 4 ? 32 : 128)) return undefined;
  const broadcast = /(?:Bcast:|broadcast )(\S{1,20})/.exec(line)?.[1];
  const peer = /(?:P-t-P:|destination )(\S{1,20})/.exec(line)?.[1];
  return compact<Address>({
    dev,
    family,
    local,
    prefixLength: length,
    peer: isAddress(peer) && peer !== local ? peer : undefined,
    broadcast: isAddress(broadcast) && broadcast !== '0.0.0.0' ? broadcast : undefined,
    scope: scopeOf(line, local),
    label: family === 4 ? label : undefined,
    flags: [],
    validLifetime: undefined,
    preferredLifetime: undefined,
  });
}

function lengthOfMask(mask: string | undefined): number | undefined {
  if (mask === undefined) return undefined;
  if (/^0x[0-9a-f]{8}$/i.test(mask)) {
    const octets = [2, 4, 6, 8].map((at) => Number.parseInt(mask.slice(at, at + 2), 16));
    return maskLength(octets.join('.'));
  }
  return maskLength(mask);
}

function scopeOf(line: string, local: string): string {
  const scope = /(?:Scope:|scopeid 0x[0-9a-f]{1,8}<)(\w{1,12})/.exec(line)?.[1]?.toLowerCase();
  if (scope === 'compat' || scope === undefined) return local.startsWith('127.') ? 'host' : 'global';
  return scope;
}

/** The first line of an interface in `ifconfig`, old (`Link encap`) or new (`flags=`). */
export function isIfconfigHeader(line: string): boolean {
  const trimmed = line.trim();
  return (
    /^[\w.@:-]{1,20}\s+Link encap:/.test(trimmed) ||
    /^[\w.@:-]{1,20}: flags=\d{1,8}<[^>]{0,200}>\s+mtu \d/.test(trimmed)
  );
}
