import {
  type Address,
  emptyObservation,
  type Flow,
  type HostState,
  type Observation,
  type Protocol,
} from './model/index.ts';
import { parsePrefix } from './routes/index.ts';

/** Which of several observations is the asked host's, and which the sender's. */
export type Sides = { host: Observation; peer?: Observation };

/** What is known of the flow before anything was looked at. */
export type FlowQuestion = {
  interface: string;
  from?: string;
  to?: string;
  protocol: Protocol;
  port?: number;
};

/**
 * Tells the asked host from its peer among what was pasted: the host shows the interface, or has the address; the peer
 * pings it. Where only the peer's console is there, nothing is known of the host. Undefined where there is nothing at all.
 */
export function tellSides(observations: readonly Observation[], question: FlowQuestion): Sides | undefined {
  const ranked = observations
    .map((observation) => ({ observation, score: hostLikeness(observation, observations, question) }))
    .sort((a, b) => b.score - a.score);
  const [first, ...others] = ranked;
  if (!first) return undefined;
  if (first.score <= PEER) {
    // The routes and settings of who pings say nothing of who is pinged.
    return { host: emptyObservation(), peer: first.observation };
  }
  const host = first.observation;
  const to = targetAddress(host, question);
  const peer = others
    .map(({ observation }) => observation)
    .find(({ probes }) => probes.some((probe) => to === undefined || probe.to === to));
  return peer ? { host, peer } : { host };
}

/** Outweighs everything that makes a console look like the asked host's. */
const PEER = -20;

function hostLikeness(observation: Observation, all: readonly Observation[], question: FlowQuestion): number {
  const { state, captures } = observation;
  const { interface: iface, to } = question;
  if (isPinging(observation, all, question)) return PEER - 1;
  let score = 0;
  if (state.links?.some(({ name }) => name === iface)) score += 4;
  if (state.addresses?.some(({ dev, local }) => dev === iface || local === to)) score += 4;
  if (Object.keys(state.sysctls ?? {}).some((key) => key.includes(`.${iface.replaceAll('.', '/')}.`)))
    score += 2;
  if ((state.routes[4] ?? []).some(({ nextHops }) => nextHops.some(({ dev }) => dev === iface))) score += 2;
  if (captures.length > 0) score += 1;
  return score;
}

/** Whether this console pings the address that is asked, and that address is another's. */
function isPinging(
  { probes, state }: Observation,
  all: readonly Observation[],
  { interface: iface, to }: FlowQuestion,
): boolean {
  const addresses = addressesOf(state);
  const owns = (address: string) => addresses.some(({ local }) => local === address);
  const asked = new Set(
    to !== undefined
      ? [to]
      : all.flatMap((other) =>
          other.state === state
            ? []
            : addressesOf(other.state).flatMap(({ dev, local }) => (dev === iface ? [local] : [])),
        ),
  );
  const knowsInterface =
    state.links?.some(({ name }) => name === iface) || addresses.some(({ dev }) => dev === iface);
  return probes.some(
    (probe) => !owns(probe.to) && (asked.has(probe.to) || (to === undefined && !knowsInterface)),
  );
}

/**
 * The interfaces that the consoles show, loopback left out; `told` is the one whose address the packets in them ask for, or
 * that they were seen to come in on, where that is one alone.
 */
export function tellInterfaces(observations: readonly Observation[]): { told?: string; shown: string[] } {
  const shown = new Set<string>();
  const owners = new Map<string, string>();
  for (const { state } of observations) {
    for (const { name } of state.links ?? []) shown.add(name);
    for (const { dev, local } of addressesOf(state)) owners.set(local, dev);
    for (const route of [...(state.routes[4] ?? []), ...(state.routes[6] ?? [])])
      for (const { dev } of route.nextHops) if (dev !== undefined) shown.add(dev);
  }
  for (const dev of owners.values()) shown.add(dev);
  shown.delete('lo');
  const asked = new Set(observations.flatMap((observation) => askedIn(observation, owners)));
  const [told] = asked;
  return { ...(told !== undefined && asked.size === 1 ? { told } : {}), shown: [...shown] };
}

function askedIn({ captures, probes }: Observation, owners: ReadonlyMap<string, string>): string[] {
  const pinged = probes.filter(({ received }) => received === 0).flatMap(({ to }) => owners.get(to) ?? []);
  const seen = captures.flatMap(({ packets, interface: on }) =>
    packets.flatMap(({ kind, destination, direction, dev }) => {
      if (kind !== 'echo-request' || destination === undefined) return [];
      const own = owners.get(destination) ?? (direction === 'in' ? (dev ?? on) : undefined);
      return own === undefined || own === 'any' ? [] : [own];
    }),
  );
  return [...seen, ...pinged];
}

/** The address that is asked: `to`, else the interface's first IPv4 address, else its first global IPv6 address, else what was captured or pinged. */
function targetAddress({ state, captures }: Observation, question: FlowQuestion): string | undefined {
  if (question.to !== undefined) return question.to;
  const addresses = addressesOf(state);
  const own = addresses.filter(
    ({ dev, scope }) => dev === question.interface && scope !== 'link' && scope !== 'host',
  );
  const first = own.find(({ family }) => family === 4) ?? own.find(({ family }) => family === 6);
  if (first) return first.local;
  return captures.flatMap(({ packets }) => packets).find(({ kind }) => kind === 'echo-request')?.destination;
}

/** The flow for a question, with the target found on the host; undefined where no address can be told. */
export function flowFor(observation: Observation, question: FlowQuestion): Flow | undefined {
  const to = targetAddress(observation, question);
  if (to === undefined) return undefined;
  const { interface: iface, from, protocol, port } = question;
  return {
    interface: iface,
    to,
    protocol,
    ...(from === undefined ? {} : { from }),
    ...(port === undefined ? {} : { port }),
  };
}

/** The addresses that were shown; for interfaces without any, those that the connected routes name. */
function addressesOf(state: HostState): Address[] {
  const shown = state.addresses ?? [];
  const listed = state.addressesListed?.[4] ?? [];
  const named = addressesFromRoutes(state).filter(
    ({ dev }) =>
      !listed.includes('*') && !listed.includes(dev) && !shown.some((address) => address.dev === dev),
  );
  return [...shown, ...named];
}

/** The addresses that the connected routes name as their source. */
function addressesFromRoutes(state: HostState): Address[] {
  const addresses = new Map<string, Address>();
  for (const family of [4, 6] as const) {
    for (const route of state.routes[family] ?? []) {
      const dev = route.nextHops[0]?.dev;
      const connected = route.protocol === 'kernel' && route.type === 'unicast' && route.prefsrc && dev;
      const prefix = connected ? parsePrefix(route.destination) : undefined;
      if (!connected || !prefix || !route.prefsrc) continue;
      addresses.set(`${dev} ${route.prefsrc}`, {
        dev,
        family,
        local: route.prefsrc,
        prefixLength: prefix.length,
        scope: 'global',
        flags: [],
      });
    }
  }
  return [...addresses.values()];
}
