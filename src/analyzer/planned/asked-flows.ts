import { addressesOf, type ForetoldFlow, type HostState, type Sender, TABLE } from '../model/index.ts';
import { formatPrefix, formatValue, type ParsedPrefix, parsePrefix } from '../routes/index.ts';
import { unknownSender } from '../unknown-sender.ts';
import { type AskedAddress, askedAddresses } from '../whole-host/asked-addresses.ts';
import { takenOverBy } from './parts.ts';

/** The most senders and sessions that are looked at; a busy host has more. */
const PEERS = 40;

/**
 * The flows that a change may touch: each address of the host from each of its networks, from elsewhere and from whoever is connected
 * to it; the connections that are open; and what the host itself begins. Of both states together, since addresses come and go.
 */
export function flowsOf(before: HostState, after: HostState): ForetoldFlow[] {
  const has = (dev: string, address: string) =>
    addressesOf(after).some((one) => one.dev === dev && one.local === address);
  const addresses = distinctBy(
    [...askedAddresses(before), ...askedAddresses(after)].map((one) => {
      // An address that a port hands over to its bridge or bond is asked for in the same network.
      const holder = takenOverBy(after, one.device);
      return has(holder, one.address) ? { ...one, device: holder } : one;
    }),
    ({ device, address }) => `${device} ${address}`,
  );
  const networks = distinctBy(
    [before, after].flatMap((state) => networksOf(state, addresses)),
    formatPrefix,
  );
  const own = new Set([...addressesOf(before), ...addressesOf(after)].map(({ local }) => local));
  const peers = peersByAddress(before);
  const changed = changedNetworks(before, after);
  const asked = addresses.flatMap(({ device, address, family }): ForetoldFlow[] => {
    const senders: Sender[] = [
      { kind: 'elsewhere', address: unknownSender(joined(before, after), family) },
      ...networks.flatMap((network): Sender[] => {
        const neighbour = network.family === family ? neighbourIn(network, own) : undefined;
        return neighbour === undefined
          ? []
          : [{ kind: 'network', address: neighbour, network: formatPrefix(network) }];
      }),
      ...changed.flatMap((network): Sender[] => {
        const one = network.family === family ? neighbourIn(network, own) : undefined;
        return one === undefined ? [] : [{ kind: 'network', address: one, network: formatPrefix(network) }];
      }),
      ...[...(peers.get(address) ?? [])].map((peer): Sender => ({ kind: 'peer', address: peer })),
    ];
    return distinctBy(senders, (sender) => sender.address).map((sender) => ({
      kind: 'asked',
      device,
      address,
      sender,
    }));
  });
  return [...sessionsOf(before), ...asked, ...startedBy(before, after)];
}

/** The most networks beyond the host's own that are looked at one by one. */
const NETWORKS = 12;

/** Networks that a route or rule is about which the change brings or takes: whoever sends from there has a fate of its own. */
function changedNetworks(before: HostState, after: HostState): ParsedPrefix[] {
  const entries = (state: HostState) =>
    ([4, 6] as const).flatMap((family) => [
      ...(state.routes[family] ?? []).flatMap((route) =>
        route.table === TABLE.local || route.protocol === 'kernel'
          ? []
          : [{ text: JSON.stringify(route), prefixes: [route.destination], family }],
      ),
      ...(state.rules[family] ?? []).map((rule) => ({
        text: JSON.stringify(rule),
        prefixes: [rule.to ?? '', rule.from ?? ''],
        family,
      })),
    ]);
  const [were, become] = [entries(before), entries(after)];
  const known = {
    before: new Set(were.map(({ text }) => text)),
    after: new Set(become.map(({ text }) => text)),
  };
  const changed = [
    ...become.filter(({ text }) => !known.before.has(text)),
    ...were.filter(({ text }) => !known.after.has(text)),
  ];
  const networks = changed.flatMap(({ prefixes, family }) =>
    prefixes.flatMap((text) => {
      const prefix = parsePrefix(text, family);
      // Halves of the address space are how a VPN writes a default route.
      return prefix && prefix.length > 1 && prefix.length < (family === 4 ? 31 : 127) ? [prefix] : [];
    }),
  );
  return distinctBy(networks, formatPrefix).slice(0, NETWORKS);
}

/** The networks of those addresses, as far as somebody else can be in them. */
function networksOf(state: HostState, asked: readonly AskedAddress[]): ParsedPrefix[] {
  const devices = new Set(asked.map(({ device }) => device));
  return addressesOf(state).flatMap(({ dev, family, local, peer, prefixLength, scope }) => {
    if (!devices.has(dev) || scope === 'link' || prefixLength >= (family === 4 ? 31 : 127)) return [];
    return parsePrefix(`${peer?.split('/')[0] ?? local}/${prefixLength}`, family) ?? [];
  });
}

function neighbourIn({ family, first, last }: ParsedPrefix, own: ReadonlySet<string>): string | undefined {
  for (let step = 1; step <= 16; step++) {
    const value = family === 4 ? Number(first) + step : BigInt(first) + BigInt(step);
    const neighbour = formatValue(family, value);
    if (value < last && !own.has(neighbour)) return neighbour;
  }
  return undefined;
}

/** What neither state has a route, a rule or an address for stands for anybody. */
function joined(before: HostState, after: HostState): HostState {
  const all = <Entry>(one: readonly Entry[] = [], other: readonly Entry[] = []) => [...one, ...other];
  return {
    ...before,
    addresses: all(before.addresses, after.addresses),
    routes: { 4: all(before.routes[4], after.routes[4]), 6: all(before.routes[6], after.routes[6]) },
    rules: { 4: all(before.rules[4], after.rules[4]), 6: all(before.rules[6], after.rules[6]) },
  };
}

type Session = Extract<ForetoldFlow, { kind: 'session' }>;

/** Open connections, the one that carried the collection first, then others to the SSH server. */
function sessionsOf(state: HostState): Session[] {
  const { sockets = [], sshConnection: ssh } = state;
  const owner = (address: string) => addressesOf(state).find(({ local }) => local === address)?.dev;
  const session = (address: string, peer: string, more: Partial<Session>): Session => {
    const device = owner(address);
    return { kind: 'session', address, peer, use: 'other', ...(device ? { device } : {}), ...more };
  };
  const own: Session[] = ssh
    ? [
        session(ssh.serverAddress, ssh.clientAddress, {
          port: ssh.serverPort,
          peerPort: ssh.clientPort,
          use: 'own',
        }),
      ]
    : [];
  const others = sockets.flatMap((socket): Session[] => {
    const { protocol, state: connection, localAddress, localPort, peerAddress, peerPort } = socket;
    const isOpen = protocol === 'tcp' && /^ESTAB/i.test(connection);
    if (!isOpen || peerAddress === undefined || /^(?:127\.|::1$)/.test(peerAddress)) return [];
    const more = {
      use: localPort === 22 ? ('ssh' as const) : ('other' as const),
      ...(localPort === undefined ? {} : { port: localPort }),
      ...(peerPort === undefined ? {} : { peerPort }),
    };
    return [session(localAddress, peerAddress, more)];
  });
  const rank = { own: 0, ssh: 1, other: 2 };
  return distinctBy(
    [...own, ...others.toSorted((one, other) => rank[one.use] - rank[other.use])],
    ({ address, port, peer, peerPort }) => `${address} ${port} ${peer} ${peerPort}`,
  ).slice(0, PEERS);
}

function peersByAddress(state: HostState): Map<string, Set<string>> {
  const peers = new Map<string, Set<string>>();
  for (const { address, peer } of sessionsOf(state)) {
    const known = peers.get(address) ?? new Set();
    peers.set(address, known.add(peer));
  }
  return peers;
}

function startedBy(before: HostState, after: HostState): ForetoldFlow[] {
  return ([4, 6] as const).flatMap((family): ForetoldFlow[] => {
    const hasDefault = [before, after].some(({ routes }) =>
      (routes[family] ?? []).some(({ destination }) => /^(?:0\.0\.0\.0|::)\/0$/.test(destination)),
    );
    const address = unknownSender(joined(before, after), family);
    return hasDefault ? [{ kind: 'started', to: 'elsewhere', family, address }] : [];
  });
}

function distinctBy<Entry>(entries: readonly Entry[], keyOf: (entry: Entry) => string): Entry[] {
  const known = new Map<string, Entry>();
  for (const entry of entries) if (!known.has(keyOf(entry))) known.set(keyOf(entry), entry);
  return [...known.values()];
}
