import type { Address, Link } from '../../analyzer/model/index.ts';
import { isAddress, isMac, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { type JsonRecord, number, record, records, strings, text } from '../forms/json.ts';
import type { InterfaceReading } from './link-text.ts';

/** Lifetimes of 32 bits, all ones = forever. */
const FOREVER = 4294967295;

/** Interfaces and addresses of `ip -j addr` / `ip -j link` (-d, -s). */
export function readInterfacesJson(items: readonly JsonRecord[]): InterfaceReading {
  const links: Link[] = [];
  const addresses: Address[] = [];
  const unread: string[] = [];
  const open: string[] = [];
  for (const item of items) {
    const name = text(item['ifname']);
    if (name === undefined) {
      unread.push(JSON.stringify(item));
      open.push('');
      continue;
    }
    links.push(linkOf(name, item));
    for (const info of records(item['addr_info'])) {
      const address = addressOf(name, info);
      if (address) addresses.push(address);
      else if (Object.keys(info).length > 0) {
        unread.push(JSON.stringify(info));
        open.push(name.split('@')[0] ?? name);
      }
    }
  }
  return { links, addresses, unread, open };
}

function linkOf(name: string, item: JsonRecord): Link {
  const info = record(item['linkinfo']);
  const kind = text(info?.['info_kind']);
  const mac = text(item['address']);
  const loopback = text(item['link_type']) === 'loopback';
  return compact<Link>({
    name: name.split('@')[0] ?? name,
    index: number(item['ifindex']),
    flags: strings(item['flags']),
    operstate: text(item['operstate']),
    mtu: number(item['mtu']),
    mac: isMac(mac) && !loopback ? mac.toLowerCase() : undefined,
    master: text(item['master']),
    kind: loopback ? 'loopback' : kind,
    vrfTable: kind === 'vrf' ? text(record(info?.['info_data'])?.['table']) : undefined,
    group: text(item['group']),
    xdp: xdpOf(item['xdp']),
    stats: statsOf(record(item['stats64']) ?? record(item['stats'])),
  });
}

/** Attachment modes of if_link.h: 1 driver, 2 generic (skb), 3 hardware, 4 several. */
function xdpOf(value: unknown): string | undefined {
  const xdp = record(value);
  if (xdp === undefined) return undefined;
  const mode = number(xdp['mode']);
  if (mode === 0) return undefined;
  if (mode === 2) return 'generic';
  return mode === 3 ? 'offload' : 'native';
}

function statsOf(stats: JsonRecord | undefined): Record<string, number> | undefined {
  if (stats === undefined) return undefined;
  const flat: Record<string, number> = {};
  for (const direction of ['rx', 'tx']) {
    for (const [name, value] of Object.entries(record(stats[direction]) ?? {})) {
      const count = number(value);
      if (count !== undefined) flat[`${direction}.${name}`] = count;
    }
  }
  return flat;
}

const FLAGS: readonly string[] =
  'secondary temporary deprecated tentative dadfailed dynamic noprefixroute mngtmpaddr nodad optimistic home stable-privacy autojoin permanent'.split(
    ' ',
  );

function addressOf(dev: string, info: JsonRecord): Address | undefined {
  const local = text(info['local']);
  const prefixLength = number(info['prefixlen']);
  const family = text(info['family']) === 'inet6' ? 6 : 4;
  if (!isAddress(local, family) || prefixLength === undefined || prefixLength > (family === 4 ? 32 : 128))
    return undefined;
  const peer = text(info['address']);
  const broadcast = text(info['broadcast']);
  return compact<Address>({
    dev,
    family,
    local: plainAddress(local),
    prefixLength,
    peer: isAddress(peer) ? plainAddress(peer) : undefined,
    broadcast: isAddress(broadcast) ? broadcast : undefined,
    scope: text(info['scope']) ?? 'global',
    label: family === 4 ? text(info['label']) : undefined,
    flags: FLAGS.filter((flag) => info[flag] === true),
    validLifetime: lifetime(info['valid_life_time']),
    preferredLifetime: lifetime(info['preferred_life_time']),
  });
}

function lifetime(value: unknown): number | undefined {
  const seconds = number(value);
  return seconds === FOREVER ? undefined : seconds;
}
