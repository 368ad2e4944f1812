import { isAddress } from '../forms/addresses.ts';
import type { FileContents } from './file-contents.ts';

/** Gateways that leases name: by the interface, or by its address or index where the lease tells only that. */
export type Leases = {
  gateways: { dev: string; address: string }[];
  lease?: { address?: string; index?: number; routers: string[] };
};

/** Reads a lease by its path; undefined for other files. */
export function readLeases(file: FileContents): Leases | undefined {
  if (/\/netif\/leases\/\d+$/.test(file.path)) return readNetworkdLease(file);
  return /\.leases?$/.test(file.path) ? readClientLeases(file) : undefined;
}

/** /run/systemd/netif/leases/INDEX. */
function readNetworkdLease(file: FileContents): Leases {
  const lease: NonNullable<Leases['lease']> = {
    routers: [],
    index: Number(/\d+$/.exec(file.path)?.[0]),
  };
  for (const line of file.lines) {
    const assigned = /^(ADDRESS|ROUTER)=(.{1,300})$/.exec(line.trim().slice(0, 400));
    if (assigned?.[1] === 'ADDRESS' && assigned[2]) lease.address = assigned[2];
    if (assigned?.[1] === 'ROUTER')
      lease.routers.push(...(assigned[2] ?? '').split(/\s+/).filter((word) => isAddress(word)));
  }
  return { gateways: [], lease };
}

/** dhclient's leases (the last one of an interface counts), and NetworkManager's internal client's. */
function readClientLeases(file: FileContents): Leases {
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
  return { gateways };
}
