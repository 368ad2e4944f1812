/** The part of a listing that a narrower command would have printed; each as iproute2 6.1, procps, nft and tcpdump print it. */

/** The blocks of `ip addr` or `ip link`, by the device's name. */
export function deviceBlocks(output: string): Map<string, string> {
  const blocks = new Map<string, string>();
  let dev: string | undefined;
  for (const line of output.split('\n')) {
    dev = /^\d+: ([^:@]+)[@:]/.exec(line)?.[1] ?? dev;
    if (dev !== undefined) blocks.set(dev, blocks.has(dev) ? `${blocks.get(dev)}\n${line}` : line);
  }
  return blocks;
}

/** `ip addr show DEV`, `ip link show DEV`. */
export function ofDevice(output: string, dev: string): string {
  return deviceBlocks(output).get(dev) ?? `Device "${dev}" does not exist.`;
}

/** `ip link show type vrf`, from `ip -d link`: a VRF's block says `vrf table N`. */
export function vrfLinks(output: string): string {
  return [...deviceBlocks(output).values()].filter((block) => /^\s+vrf table /m.test(block)).join('\n');
}

const TABLE = / table (\S+)/;

/** The tables that `ip route show table all` lists, main left out: its routes name none. */
export function tablesIn(output: string): string[] {
  const named = output.split('\n').flatMap((line) => TABLE.exec(line)?.[1] ?? []);
  return [...new Set(named)];
}

/** `ip route show table TABLE`, from `ip route show table all`; an IPv4 or IPv6 table that is not there is an error. */
export function ofTable(output: string, table: string, family: 4 | 6 = 4): string {
  const lines = output.split('\n').filter((line) => line !== '');
  if (table === 'main' || table === '254') return lines.filter((line) => !TABLE.test(line)).join('\n');
  const found = lines.filter((line) => TABLE.exec(line)?.[1] === table);
  if (found.length === 0) return `Error: ipv${family}: FIB table does not exist.\nDump terminated`;
  return found.map((line) => line.replace(TABLE, '')).join('\n');
}

/** `sysctl KEY…`, from `sysctl -a`; undefined where a key was not listed. */
export function ofKeys(output: string, keys: readonly string[]): string | undefined {
  const lines = output.split('\n');
  const found = keys.map((key) => lines.find((line) => line.startsWith(`${key} = `)));
  return found.every((line) => line !== undefined) ? found.join('\n') : undefined;
}

/** The tables of `nft list ruleset`: what `nft list table FAMILY NAME` prints, by `FAMILY NAME`. */
export function nftTables(output: string): Map<string, string> {
  const tables = new Map<string, string>();
  let open: string | undefined;
  for (const line of output.split('\n')) {
    open = /^table (\S+ \S+) \{/.exec(line)?.[1] ?? open;
    if (open !== undefined) tables.set(open, tables.has(open) ? `${tables.get(open)}\n${line}` : line);
  }
  return tables;
}

/** `ip neigh show dev DEV`: the device is left out of its lines. */
export function neighboursOf(output: string, dev: string): string {
  const lines = output.split('\n').filter((line) => line.includes(` dev ${dev} `));
  return lines.map((line) => line.replace(` dev ${dev}`, '')).join('\n');
}

const COOKED =
  /^(\S+) (\S+)\s+(?:In|Out|B|M|P)\s+ifindex \d+ \S+ ethertype (IPv4|IPv6|ARP) \(\w+\), length \d+: (.*)$/;

/** The devices that a capture of `-i any` saw packets on. */
export function capturedDevices(output: string): string[] {
  return [...new Set(output.split('\n').flatMap((line) => COOKED.exec(line)?.[2] ?? []))];
}

/** `tcpdump -ni DEV`, from a capture of `-i any` with `-e`: neither device nor direction, and no hardware addresses. */
export function captureOn(output: string, dev: string): string {
  const words = { IPv4: 'IP ', IPv6: 'IP6 ', ARP: 'ARP, ' };
  const packets = output.split('\n').flatMap((line) => {
    const [, time, on, type, rest] = COOKED.exec(line) ?? [];
    return on === dev ? [`${time} ${words[type as keyof typeof words]}${rest}`] : [];
  });
  return [
    'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode',
    `listening on ${dev}, link-type EN10MB (Ethernet), snapshot length 262144 bytes`,
    ...packets,
    '',
    `${packets.length} packets captured`,
    `${packets.length} packets received by filter`,
    '0 packets dropped by kernel',
  ].join('\n');
}
