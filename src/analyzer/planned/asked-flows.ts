import {
  addressesOf,
  type FlowTraits,
  type ForetoldFlow,
  type HostState,
  type Sender,
} from '../model/index.ts';
import { formatPrefix, formatValue, type ParsedPrefix, parsePrefix } from '../routes/index.ts';
import { unknownSender } from '../unknown-sender.ts';
import { type AskedAddress, askedAddresses } from '../whole-host/asked-addresses.ts';
import { type Cell, cellsOf } from './address-cells.ts';
import { lookupsFor, type Side } from './answer.ts';
import { takenOverBy } from './parts.ts';
import { answersOf, startsOf } from './traffic.ts';

/** The most senders and sessions that are looked at; a busy host has more. */
const PEERS = 40;

/** The most changed networks of a family that are looked at one by one; of more, one of those that fare alike. */
const NETWORKS = 64;

/**
 * The flows that a change may touch: each address of the host from each of its networks, from elsewhere, from whoever is connected to it,
 * and from every network that a route or rule is about which the change brings or takes, or of which it changes how answers leave; the
 * connections that are open; and what the host itself begins. Of both states together, since addresses come and go. After each flow come
 * those of the same addresses that a route or rule tells apart from it, where the change makes a difference to them.
 */
export function flowsOf(before: Side, after: Side): ForetoldFlow[] {
  const states = [before.observation.state, after.observation.state] as const;
  const cells = cellsOf(...states);
  const isMany = cells.filter(({ changed }) => changed).length > NETWORKS;
  const isTouched = touchedBy(before, after);
  const touched = (flow: ForetoldFlow) => isTouched(flow) !== undefined;
  /** The networks that matter to a flow: those of the change, and one of each others that the change touches alike. */
  const cellsFor = (family: 4 | 6, flowTo: (cell: Cell) => ForetoldFlow): Cell[] => {
    const alike = new Set<string>();
    return cells.filter((cell) => {
      if (cell.family !== family) return false;
      if (cell.changed && !isMany) return true;
      const how = isTouched(flowTo(cell));
      if (how === undefined || alike.has(how)) return false;
      alike.add(how);
      return true;
    });
  };
  const asked = askedIn(...states).flatMap(({ device, address, family, senders }): ForetoldFlow[] => {
    const from = (sender: Sender, traits?: FlowTraits): ForetoldFlow => ({
      ...{ kind: 'asked', device, address, sender },
      ...(traits ? { traits } : {}),
    });
    const others = answersOf(states, family, address);
    const all = [
      ...senders,
      ...distinctBy(
        [undefined, ...others]
          .flatMap((traits) => cellsFor(family, (cell) => from(senderIn(cell), traits)))
          .map(senderIn),
        (sender) => sender.address,
      ),
    ];
    return distinctBy(all, (sender) => sender.address).flatMap((sender) => [
      from(sender),
      ...others.map((traits) => from(sender, traits)).filter(touched),
    ]);
  });
  return [...sessionsOf(states[0]), ...asked, ...startedBy(states, { cellsFor, touched })];
}

/** What the change makes of the lookups of a flow; undefined where it leaves them as they are. */
function touchedBy(before: Side, after: Side): (flow: ForetoldFlow) => string | undefined {
  return (flow) => {
    const [was, is] = [before, after].map((side) => JSON.stringify(lookupsFor(side, flow)));
    return was === is ? undefined : `${was} ${is}`;
  };
}

function senderIn({ address, network }: Cell): Sender {
  return { kind: 'network', address, network };
}

type Asked = AskedAddress & { senders: Sender[] };

/** The addresses of both states, with whoever asks for them whatever the change is. */
function askedIn(before: HostState, after: HostState): Asked[] {
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
  return addresses.map((one) => ({
    ...one,
    senders: [
      { kind: 'elsewhere', address: unknownSender(joined(before, after), one.family) },
      ...networks.flatMap((network): Sender[] => {
        const neighbour = network.family === one.family ? neighbourIn(network, own) : undefined;
        return neighbour === undefined
          ? []
          : [{ kind: 'network', address: neighbour, network: formatPrefix(network) }];
      }),
      ...[...(peers.get(one.address) ?? [])].map((peer): Sender => ({ kind: 'peer', address: peer })),
    ],
  }));
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
    const { protocol, state: connection, localAddress, localPort, peerAddress, peerPort, uid, mark } = socket;
    const isOpen = protocol === 'tcp' && /^ESTAB/i.test(connection);
    if (!isOpen || peerAddress === undefined || /^(?:127\.|::1$)/.test(peerAddress)) return [];
    const more = {
      use: localPort === 22 ? ('ssh' as const) : ('other' as const),
      ...(localPort === undefined ? {} : { port: localPort }),
      ...(peerPort === undefined ? {} : { peerPort }),
      ...(uid === undefined ? {} : { uid }),
      ...(mark === undefined ? {} : { mark }),
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

type Choice = {
  cellsFor(family: 4 | 6, flowTo: (cell: Cell) => ForetoldFlow): Cell[];
  touched(flow: ForetoldFlow): boolean;
};

/** What the host itself begins, towards networks beyond its own: elsewhere, and where the change makes a difference. */
function startedBy(states: readonly [HostState, HostState], { cellsFor, touched }: Choice): ForetoldFlow[] {
  return ([4, 6] as const).flatMap((family): ForetoldFlow[] => {
    const hasDefault = states.some(({ routes }) =>
      (routes[family] ?? []).some(({ destination }) => /^(?:0\.0\.0\.0|::)\/0$/.test(destination)),
    );
    const to = (
      address: string,
      traits?: FlowTraits,
      where: 'network' | 'elsewhere' = 'network',
    ): ForetoldFlow => ({
      ...{ kind: 'started', to: where, family, address },
      ...(traits ? { traits } : {}),
    });
    const others = startsOf(states, family);
    const networks = distinctBy(
      [undefined, ...others].flatMap((traits) => cellsFor(family, ({ address }) => to(address, traits))),
      ({ address }) => address,
    );
    const elsewhere = unknownSender(joined(...states), family);
    return [
      ...(hasDefault ? [to(elsewhere, undefined, 'elsewhere')] : []),
      ...(hasDefault ? others.map((traits) => to(elsewhere, traits, 'elsewhere')).filter(touched) : []),
      ...networks.flatMap(({ address }) => [
        to(address),
        ...others.map((traits) => to(address, traits)).filter(touched),
      ]),
    ];
  });
}

function distinctBy<Entry>(entries: readonly Entry[], keyOf: (entry: Entry) => string): Entry[] {
  const known = new Map<string, Entry>();
  for (const entry of entries) if (!known.has(keyOf(entry))) known.set(keyOf(entry), entry);
  return [...known.values()];
}
