import { isAddress, plainAddress } from '../forms/addresses.ts';
import { wordsOf } from '../forms/text.ts';
import type { FileContents } from './file-contents.ts';

/** What a configuration file or a lease says about interfaces: their gateways, and by whom they are configured. */
export type ConfiguredInterfaces = {
  gateways: { dev: string; address: string }[];
  /** Interfaces that the file configures, by its owner's name. */
  owner?: string;
  devs: string[];
  /** A lease that names an address or an interface index instead of the interface itself. */
  lease?: { address?: string; index?: number; routers: string[] };
};

/** Reads a network configuration file or lease by its path; undefined for other files. */
export function readConfiguration(file: FileContents): ConfiguredInterfaces | undefined {
  const { path } = file;
  if (/\/netplan\/[^/]+\.yaml$/.test(path)) return readNetplan(file);
  if (/\/(?:ifcfg|route6?)-[^/]+$/.test(path)) return readIfcfg(file);
  if (/\/network\/interfaces(?:$|\.d\/)/.test(path)) return readInterfacesFile(file);
  if (/\.network$/.test(path)) return readNetworkd(file);
  if (/\.nmconnection$|\/system-connections\//.test(path)) return readKeyfile(file);
  if (/\/netif\/leases\/\d+$/.test(path)) return readNetworkdLease(file);
  if (/\.leases?$/.test(path)) return readLeases(file);
  return undefined;
}

/** Netplan's YAML, as far as gateways need it: `ethernets:` / name / `gateway4`, and the items of `routes:`. */
function readNetplan(file: FileContents): ConfiguredInterfaces {
  const result: ConfiguredInterfaces = { gateways: [], owner: 'netplan', devs: [] };
  const path: { indent: number; key: string }[] = [];
  let item: { to?: string; via?: string } = {};
  let dev: string | undefined;
  for (const line of file.lines) {
    const match = /^(\s{0,60})(-\s{1,8})?["']?([\w./@:-]{1,80}?)["']?:(?:\s{1,8}(.{0,300}))?$/.exec(
      line.slice(0, 500),
    );
    if (!match || line.trim().startsWith('#')) continue;
    const dash = match[2] ?? '';
    const indent = (match[1] ?? '').length + dash.length;
    const key = match[3] ?? '';
    const value = (match[4] ?? '')
      .replace(/\s#.*$/, '')
      .replace(/^["']|["']$/g, '')
      .trim();
    while (path.length > 0 && (path.at(-1)?.indent ?? 0) >= indent) path.pop();
    path.push({ indent, key });
    const names = path.map((entry) => entry.key);
    const at = names.findIndex((name) => /^(?:ethernets|bonds|bridges|vlans|wifis|vrfs|tunnels)$/.test(name));
    if (at === -1) continue;
    const named = names[at + 1];
    if (named !== undefined && named !== dev) {
      dev = named;
      result.devs.push(named);
      item = {};
    }
    if (dev === undefined) continue;
    if ((key === 'gateway4' || key === 'gateway6') && isAddress(value))
      result.gateways.push({ dev, address: plainAddress(value) });
    if (!names.includes('routes')) continue;
    if (dash !== '') item = {};
    if (key === 'to') item.to = value;
    if (key === 'via') item.via = value;
    if (isDefault(item.to) && isAddress(item.via)) {
      result.gateways.push({ dev, address: plainAddress(item.via) });
      item = {};
    }
  }
  return result;
}

function isDefault(destination: string | undefined): boolean {
  return destination === 'default' || destination === '0.0.0.0/0' || destination === '::/0';
}

/** RHEL's ifcfg-IFACE and route-IFACE: shell assignments, or the arguments of `ip route add`. */
function readIfcfg(file: FileContents): ConfiguredInterfaces {
  const result: ConfiguredInterfaces = { gateways: [], owner: 'network-scripts', devs: [] };
  let dev = file.path.slice(file.path.lastIndexOf('/') + 1).replace(/^(?:ifcfg|route6?)-/, '');
  for (const line of file.lines) {
    const assigned = /^\s*(\w{1,40})=["']?([^"'#]{0,200}?)["']?\s*$/.exec(line.slice(0, 400));
    if (assigned?.[1] === 'DEVICE' && assigned[2]) dev = assigned[2];
  }
  for (const line of file.lines) {
    const assigned = /^\s*(\w{1,40})=["']?([^"'#]{0,200}?)["']?\s*$/.exec(line.slice(0, 400));
    const value = assigned?.[2]?.split('%')[0];
    if (/^(?:GATEWAY\d{0,2}|IPV6_DEFAULTGW)$/.test(assigned?.[1] ?? '') && isAddress(value)) {
      result.gateways.push({ dev, address: plainAddress(value) });
    }
    const gateway = viaOf(line);
    if (gateway !== undefined) result.gateways.push({ dev: wordAfter(line, 'dev') ?? dev, address: gateway });
  }
  if (dev !== 'lo') result.devs.push(dev);
  return result;
}

/** The gateway of an `ip route add default via …` in whatever script. */
function viaOf(line: string): string | undefined {
  const words = wordsOf(line.slice(0, 400));
  if (line.trim().startsWith('#') || !words.some((word) => isDefault(word))) return undefined;
  const via = wordAfter(line, 'via');
  return isAddress(via) ? plainAddress(via) : undefined;
}

function wordAfter(line: string, name: string): string | undefined {
  const words = wordsOf(line.slice(0, 400));
  const at = words.indexOf(name);
  return at === -1 ? undefined : words[at + 1]?.replace(/[;|&]+$/, '');
}

/** ifupdown's stanzas. */
function readInterfacesFile(file: FileContents): ConfiguredInterfaces {
  const result: ConfiguredInterfaces = { gateways: [], owner: 'ifupdown', devs: [] };
  let dev: string | undefined;
  for (const line of file.lines) {
    const words = wordsOf(line.slice(0, 400));
    if (words[0] === 'iface' && words[1] !== undefined) {
      dev = words[1].split(':')[0] ?? words[1];
      if (dev !== 'lo' && words[3] !== 'manual' && !result.devs.includes(dev)) result.devs.push(dev);
    }
    if (dev === undefined) continue;
    if (words[0] === 'gateway' && isAddress(words[1]))
      result.gateways.push({ dev, address: plainAddress(words[1]) });
    if (/^(?:post-)?up$/.test(words[0] ?? '')) {
      const gateway = viaOf(line);
      if (gateway !== undefined)
        result.gateways.push({
          dev: (wordAfter(line, 'dev') ?? dev).replace('$IFACE', dev),
          address: gateway,
        });
    }
  }
  return result;
}

/** systemd-networkd's .network files; netplan's generated ones are netplan's. */
function readNetworkd(file: FileContents): ConfiguredInterfaces {
  const owner = /netplan/.test(file.path) ? 'netplan' : 'systemd-networkd';
  const result: ConfiguredInterfaces = { gateways: [], owner, devs: [] };
  const gateways: string[] = [];
  let part = '';
  for (const line of file.lines) {
    const section = /^\s*\[(\w{1,40})\]\s*$/.exec(line.slice(0, 100));
    if (section) part = section[1] ?? '';
    const assigned = /^\s*(\w{1,40})\s*=\s*(\S.{0,200}|)$/.exec(line.slice(0, 400));
    const value = assigned?.[2]?.trim();
    if (part === 'Match' && assigned?.[1] === 'Name' && value !== undefined) {
      result.devs.push(...value.split(/\s+/).filter((name) => /^[\w.@:-]{1,15}$/.test(name)));
    }
    if ((part === 'Network' || part === 'Route') && assigned?.[1] === 'Gateway' && isAddress(value)) {
      gateways.push(plainAddress(value));
    }
  }
  for (const dev of result.devs) result.gateways.push(...gateways.map((address) => ({ dev, address })));
  return result;
}

/** NetworkManager's keyfiles: `address1=ADDRESS/LEN,GATEWAY`, `gateway=`, `route1=0.0.0.0/0,GATEWAY`. */
function readKeyfile(file: FileContents): ConfiguredInterfaces {
  const result: ConfiguredInterfaces = { gateways: [], owner: 'NetworkManager', devs: [] };
  const gateways: string[] = [];
  for (const line of file.lines) {
    const assigned = /^\s*([\w-]{1,40})\s*=\s*(\S.{0,300}|)$/.exec(line.slice(0, 500));
    const [key = '', value = ''] = [assigned?.[1], assigned?.[2]?.trim()];
    if (key === 'interface-name') result.devs.push(value);
    const parts = value.split(/[,;]/);
    if (key === 'gateway' && isAddress(value)) gateways.push(plainAddress(value));
    if (/^address(?:es)?\d{0,2}$/.test(key) && isAddress(parts[1])) gateways.push(plainAddress(parts[1]));
    if (/^route\d{1,2}$/.test(key) && isDefault(parts[0]) && isAddress(parts[1]))
      gateways.push(plainAddress(parts[1]));
  }
  for (const dev of result.devs) result.gateways.push(...gateways.map((address) => ({ dev, address })));
  return result;
}

/** /run/systemd/netif/leases/INDEX. */
function readNetworkdLease(file: FileContents): ConfiguredInterfaces {
  const lease: NonNullable<ConfiguredInterfaces['lease']> = {
    routers: [],
    index: Number(/\d+$/.exec(file.path)?.[0]),
  };
  for (const line of file.lines) {
    const assigned = /^(ADDRESS|ROUTER)=(.{1,300})$/.exec(line.trim().slice(0, 400));
    if (assigned?.[1] === 'ADDRESS' && assigned[2]) lease.address = assigned[2];
    if (assigned?.[1] === 'ROUTER')
      lease.routers.push(...(assigned[2] ?? '').split(/\s+/).filter((word) => isAddress(word)));
  }
  return { gateways: [], devs: [], lease };
}

/** dhclient's leases (the last one of an interface counts), and NetworkManager's internal client's. */
function readLeases(file: FileContents): ConfiguredInterfaces {
  const routers = new Map<string, string[]>();
  let dev = /-([\w.@:]{1,15})\.leases?$/.exec(file.path)?.[1];
  for (const line of file.lines) {
    const start = line.trim().slice(0, 400);
    dev = /^interface "([\w.@:-]{1,15})";$/.exec(start)?.[1] ?? dev;
    const named =
      /^option routers ([0-9a-f.:, ]{2,200});$/.exec(start)?.[1] ?? /^ROUTER=(.{1,200})$/.exec(start)?.[1];
    if (dev !== undefined && named !== undefined) {
      routers.set(
        dev,
        named.split(/[\s,]+/).filter((word) => isAddress(word)),
      );
    }
  }
  const gateways = [...routers].flatMap(([name, addresses]) =>
    addresses.map((address) => ({ dev: name, address })),
  );
  return { gateways, devs: [] };
}
