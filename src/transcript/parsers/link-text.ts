import type { Address, Link } from '../../analyzer/model/index.ts';
import { isAddress, isMac, maskLength, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { ownValue } from '../forms/own.ts';
import { decimal, wordsOf } from '../forms/text.ts';

/** Interfaces and addresses of `ip addr` / `ip link` text (any of -d, -s, -o; BusyBox too). */
export type InterfaceReading = {
  links: Link[];
  addresses: Address[];
  unread: string[];
  /** Interfaces of which an address could not be read; `''` where it cannot be told which. */
  open: string[];
};

const HEADER =
  /^\s{0,12}(\d{1,9}):\s{1,4}([^\s:@]{1,20})(?:@([^\s:]{1,20}))?:\s{1,4}<([A-Z0-9_,-]{0,200})>(.{0,400})/;
const ONE_LINE_ADDRESS = /^\s{0,12}(\d{1,9}):\s{1,4}([^\s:@]{1,20})(?:@[^\s:]{1,20})?\s+(inet6?\s.+)$/;

const KINDS = new Set(
  (
    'bareudp bond bridge can dummy erspan geneve gre gretap gtp ifb ip6erspan ip6gre ip6gretap ip6tnl ipip ipoib ipvlan ' +
    'ipvtap macsec macvlan macvtap netdevsim nlmon sit team tun vcan veth vlan vrf vti vti6 vxlan wireguard xfrm'
  ).split(' '),
);

/** Whether the line opens an interface in `ip addr` or `ip link`, or is one of `ip -o addr`. */
export function isInterfaceHeader(line: string): boolean {
  return HEADER.test(line) || ONE_LINE_ADDRESS.test(line);
}

/** Whether the line is an address of `ip addr` (`inet 10.0.0.1/24 … scope …`). */
export function isAddressLine(line: string): boolean {
  return /^\s*inet6?\s+[^\s]{2,60}(?:\s+peer\s+[^\s]{2,60})?\s.{0,200}\bscope\s+\w/.test(line.slice(0, 400));
}

/** Whether the line can be one of `ip addr` or `ip link` that was damaged, or that says more of an interface. */
export function isLikeInterfaceLine(line: string): boolean {
  const start = line.slice(0, 400);
  if (/^\s*\d{1,9}:(?:\s|$)/.test(start) || /<[A-Z_-]{2,}[,>]/.test(start)) return true;
  return /^\s{1,60}[\w<*]/.test(start) || /^(?:inet6?|link\/\w+|valid_lft|RX|TX|altname|alias)\b/.test(start);
}

export function parseInterfaces(lines: readonly string[]): InterfaceReading {
  const links: Link[] = [];
  const addresses: Address[] = [];
  const unread: string[] = [];
  const open: string[] = [];
  let link: Link | undefined;
  let address: Address | undefined;
  let statistics: { direction: string; names: string[] } | undefined;

  for (const whole of lines.flatMap((line) => line.split('\\'))) {
    const line = whole.slice(0, 4000);
    const header = HEADER.exec(line);
    if (header) {
      link = linkOfHeader(header);
      links.push(link);
      address = undefined;
      statistics = undefined;
      continue;
    }
    const oneLine = ONE_LINE_ADDRESS.exec(line);
    const words = wordsOf(oneLine?.[3] ?? line);
    const [first, second] = words;
    if (first === undefined) continue;
    if (oneLine && link?.name !== oneLine[2]) link = { name: oneLine[2] ?? '', flags: [] };
    if (statistics && /^\d+$/.test(first)) {
      addStatistics(link, statistics, words);
      statistics = undefined;
    } else if (first === 'inet' || first === 'inet6') {
      address = addressOf(words, link?.name);
      if (address) addresses.push(address);
      else {
        unread.push(line);
        open.push(link?.name ?? '');
      }
    } else if (first === 'valid_lft') {
      if (address) setLifetimes(address, words);
    } else if (first.startsWith('link/')) {
      if (link && isMac(second) && first !== 'link/loopback') link.mac = second.toLowerCase();
    } else if ((first === 'RX' || first === 'TX') && second === 'errors:') {
      statistics = { direction: first.toLowerCase(), names: words.slice(2).map(errorName) };
    } else if (first === 'RX:' || first === 'TX:') {
      statistics = { direction: first === 'RX:' ? 'rx' : 'tx', names: words.slice(1) };
    } else if (link && KINDS.has(first) && link.kind === undefined) {
      link.kind = first;
      if (first === 'vrf' && second === 'table' && words[2] !== undefined) link.vrfTable = words[2];
    } else if (isUnreadHeader(line)) {
      unread.push(line);
      open.push('');
    }
  }
  return { links, addresses, unread, open };
}

function isUnreadHeader(line: string): boolean {
  return /^\d{1,9}:\s/.test(line) || /^\s*<?[^\s]{0,20}<[A-Z_,-]{2,}/.test(line);
}

function linkOfHeader(header: RegExpExecArray): Link {
  const words = wordsOf(header[5] ?? '');
  const after = (name: string): string | undefined => {
    const at = words.indexOf(name);
    return at === -1 ? undefined : words[at + 1];
  };
  const flags = (header[4] ?? '').split(',').filter((flag) => flag !== '');
  const xdp = words.find((word) => /^xdp(?:generic|drv|offload|multi)?$/.test(word));
  return compact<Link>({
    name: header[2] ?? '',
    index: decimal(header[1]),
    flags,
    operstate: after('state'),
    mtu: decimal(after('mtu')),
    mac: undefined,
    master: after('master'),
    kind: flags.includes('LOOPBACK') ? 'loopback' : undefined,
    group: after('group'),
    xdp: xdp === undefined ? undefined : xdpMode(xdp),
    vrfTable: undefined,
    stats: undefined,
  });
}

function xdpMode(word: string): string {
  if (word === 'xdpgeneric') return 'generic';
  return word === 'xdpoffload' ? 'offload' : 'native';
}

const STATISTICS: Readonly<Record<string, string>> = {
  mcast: 'multicast',
  overrun: 'over_errors',
  missed: 'over_errors',
  carrier: 'carrier_errors',
  collsns: 'collisions',
};

/** Columns of `ip -s -s link` as its JSON names them. */
const ERRORS: Readonly<Record<string, string>> = {
  overrun: 'over_errors',
  heartbt: 'heartbeat_errors',
  transns: 'carrier_changes',
};

function errorName(column: string): string {
  return ownValue(ERRORS, column) ?? `${column}_errors`;
}

function addStatistics(
  link: Link | undefined,
  header: { direction: string; names: string[] },
  words: string[],
) {
  if (!link) return;
  link.stats ??= {};
  for (const [index, name] of header.names.entries()) {
    const value = decimal(words[index]);
    if (value !== undefined) link.stats[`${header.direction}.${ownValue(STATISTICS, name) ?? name}`] = value;
  }
}

const ADDRESS_FLAGS = new Set(
  (
    'secondary temporary deprecated tentative dadfailed dynamic noprefixroute mngtmpaddr nodad optimistic home ' +
    'stable-privacy autojoin permanent'
  ).split(' '),
);

function addressOf(words: readonly string[], dev: string | undefined): Address | undefined {
  const family = words[0] === 'inet6' ? 6 : 4;
  const [own, ownLength] = (words[1] ?? '').split('/');
  if (!isAddress(own, family)) return undefined;
  let length = ownLength;
  let peer: string | undefined;
  let broadcast: string | undefined;
  let scope = 'global';
  const flags: string[] = [];
  let label: string | undefined;
  for (let at = 2; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === 'peer') {
      const [address, peerLength] = (words[++at] ?? '').split('/');
      peer = address;
      length = peerLength;
    } else if (word === 'brd') broadcast = words[++at];
    else if (word === 'scope') scope = words[++at] ?? scope;
    else if (word === 'any' || word === 'metric' || word === 'proto') at++;
    else if (ADDRESS_FLAGS.has(word)) flags.push(word);
    else if (word === 'flags') flags.push(words[++at] ?? '');
    else if (word === 'valid_lft') break;
    else label = word;
  }
  const prefixLength = lengthOf(length, family);
  const name = dev ?? label?.split(':')[0];
  if (name === undefined || prefixLength === undefined) return undefined;
  const address = compact<Address>({
    dev: name,
    family,
    local: plainAddress(own),
    prefixLength,
    peer: isAddress(peer) ? plainAddress(peer) : undefined,
    broadcast: isAddress(broadcast) ? broadcast : undefined,
    scope,
    label: family === 4 ? label : undefined,
    flags,
    validLifetime: undefined,
    preferredLifetime: undefined,
  });
  if (words.includes('valid_lft')) setLifetimes(address, words.slice(words.indexOf('valid_lft')));
  return address;
}

function lengthOf(text: string | undefined, family: 4 | 6): number | undefined {
  const full = family === 4 ? 32 : 128;
  if (text === undefined) return full;
  const length = decimal(text) ?? maskLength(text);
  return length !== undefined && length <= full ? length : undefined;
}

function setLifetimes(address: Address, words: readonly string[]): void {
  const valid = seconds(words[1]);
  const preferred = seconds(words[3]);
  if (valid !== undefined) address.validLifetime = valid;
  if (preferred !== undefined) address.preferredLifetime = preferred;
}

function seconds(word: string | undefined): number | undefined {
  return word?.endsWith('sec') ? decimal(word.slice(0, -3)) : undefined;
}
