import type { BridgePort, BridgeVlan, FdbEntry, Link } from '../../analyzer/model/index.ts';
import { isAddress, isMac } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { type JsonRecord, number, records, strings, text } from '../forms/json.ts';
import { decimal, wordsOf } from '../forms/text.ts';

const PORT =
  /^\s{0,8}(\d{1,9}): ([\w.-]{1,20})(?:@\S{1,20})?(?: state \w+)?(?: @\S{1,20})?: <([A-Z0-9_,-]{0,200})> mtu (\d{1,6}) .*?master ([\w.-]{1,20}) state (\w{4,12})\b/;
const FDB = /^\s*([0-9a-f]{2}(?::[0-9a-f]{2}){5}) dev ([\w.@-]{1,20})\b(.{0,200})$/i;

/** Whether the line is a port of `bridge link`. */
export function isBridgePortLine(line: string): boolean {
  return (
    /state (?:forwarding|blocking|disabled|learning|listening) /.test(line) && PORT.test(line.slice(0, 400))
  );
}

export function isFdbLine(line: string): boolean {
  return FDB.test(line.slice(0, 300));
}

export type BridgeReading = { links: Link[]; ports: BridgePort[] };

/** `bridge link`, with `-d` too. */
export function parseBridgeLinks(lines: readonly string[]): BridgeReading {
  const links: Link[] = [];
  const ports: BridgePort[] = [];
  for (const line of lines) {
    const port = PORT.exec(line.slice(0, 400));
    if (port) {
      const [, index, name = '', flags = '', mtu, master = '', state = ''] = port;
      links.push({ name, index: Number(index), flags: flags.split(','), mtu: Number(mtu), master });
      links.push({ name: master, kind: 'bridge', flags: [] });
      ports.push({ device: name, master, state });
    } else if (/\bisolated on\b/.test(line)) {
      const last = ports.at(-1);
      if (last) last.isolated = true;
    }
  }
  return { links, ports };
}

/** `bridge -j link`. */
export function readBridgeLinksJson(items: readonly JsonRecord[]): BridgeReading {
  const links: Link[] = [];
  const ports: BridgePort[] = [];
  for (const item of items) {
    const [name, master] = [text(item['ifname']), text(item['master'])];
    if (name === undefined || master === undefined) continue;
    links.push(
      compact<Link>({
        ...LINK,
        name,
        index: number(item['ifindex']),
        flags: strings(item['flags']),
        mtu: number(item['mtu']),
        master,
      }),
    );
    links.push({ name: master, kind: 'bridge', flags: [] });
    const isolated = item['isolated'] === true ? { isolated: true } : {};
    ports.push({
      ...compact<BridgePort>({ device: name, master, state: text(item['state']), isolated: undefined }),
      ...isolated,
    });
  }
  return { links, ports };
}

const LINK = {
  operstate: undefined,
  mac: undefined,
  kind: undefined,
  vrfTable: undefined,
  group: undefined,
  carrier: undefined,
  xdp: undefined,
  stats: undefined,
};

/** `brctl show`: `br0  8000.525400123456  no  eth1`, further ports alone on their lines. */
export function parseBrctl(lines: readonly string[]): BridgeReading {
  const links: Link[] = [];
  const ports: BridgePort[] = [];
  let master: string | undefined;
  for (const line of lines) {
    const words = wordsOf(line.slice(0, 300));
    if (/^\d{4}\.[0-9a-f]{12}$/.test(words[1] ?? '')) {
      master = words[0] ?? '';
      links.push({ name: master, kind: 'bridge', flags: [] });
    }
    const device = words.length === 1 || words.length === 4 ? words.at(-1) : undefined;
    if (device === undefined || master === undefined || !/^[A-Za-z][\w.-]{0,14}$/.test(device)) continue;
    links.push({ name: device, master, flags: [] });
    ports.push({ device, master });
  }
  return { links, ports };
}

/** `bridge fdb show`. */
export function parseFdb(lines: readonly string[]): FdbEntry[] {
  return lines.flatMap((line) => {
    const entry = FDB.exec(line.slice(0, 300));
    if (!entry) return [];
    const words = wordsOf(entry[3] ?? '');
    const after = (name: string) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
    const destination = after('dst');
    return compact<FdbEntry>({
      mac: (entry[1] ?? '').toLowerCase(),
      device: entry[2] ?? '',
      master: after('master'),
      vlan: decimal(after('vlan')),
      destination: isAddress(destination) ? destination : undefined,
      permanent: words.includes('permanent') || words.includes('static'),
    });
  });
}

/** `bridge -j fdb show`. */
export function readFdbJson(items: readonly JsonRecord[]): FdbEntry[] {
  return items.flatMap((item) => {
    const [mac, device, destination] = [text(item['mac']), text(item['ifname']), text(item['dst'])];
    if (!isMac(mac) || device === undefined) return [];
    return compact<FdbEntry>({
      mac: mac.toLowerCase(),
      device,
      master: text(item['master']),
      vlan: number(item['vlan']),
      destination: isAddress(destination) ? destination : undefined,
      permanent: /^(?:permanent|static)$/.test(text(item['state']) ?? ''),
    });
  });
}

/** `bridge vlan show`: a port's name stands before the first of its VLANs alone. */
export function parseBridgeVlans(lines: readonly string[]): BridgeVlan[] {
  const found: BridgeVlan[] = [];
  let device: string | undefined;
  for (const whole of lines) {
    const line = whole.slice(0, 200);
    const named = /^([A-Za-z][\w.@-]{0,20})\s/.exec(line)?.[1];
    if (named === 'port' || line.trim() === '') continue;
    if (named !== undefined) device = named;
    const range = /(?:^|\s)(\d{1,4})(?:-(\d{1,4}))?(?:\s|$)/.exec(line.slice(named?.length ?? 0));
    if (device === undefined || !range) continue;
    const from = Number(range[1]);
    found.push({
      device,
      from,
      to: Number(range[2] ?? range[1]),
      pvid: line.includes('PVID'),
      untagged: line.includes('Untagged'),
    });
  }
  return found;
}

/** `bridge -j vlan show`. */
export function readBridgeVlansJson(items: readonly JsonRecord[]): BridgeVlan[] {
  return items.flatMap((item) => {
    const device = text(item['ifname']);
    return records(item['vlans']).flatMap((entry) => {
      const from = number(entry['vlan']);
      const flags = strings(entry['flags']);
      if (device === undefined || from === undefined) return [];
      const to = number(entry['vlanEnd']) ?? from;
      return { device, from, to, pvid: flags.includes('PVID'), untagged: flags.includes('Egress Untagged') };
    });
  });
}
