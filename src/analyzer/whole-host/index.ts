import {
  type Flow,
  type HostFinding,
  type HostState,
  type InterfaceFinding,
  type Observation,
  parseAddress,
  parsePrefix,
  prefixContains,
  ROW_STATUSES,
} from '../model/index.ts';
import { onLinkSender } from '../unknown-sender.ts';
import { type Answer, answerFor } from './answer-for.ts';
import { type AskedAddress, askedAddresses, isPointToPoint } from './asked-addresses.ts';
import { networksBehind } from './networks-behind.ts';
import { withoutTraffic } from './without-traffic.ts';

/**
 * Which addresses of a host would not be answered to a machine in another network, and why: one finding for each, worst first.
 * Everything is told from one observation, without a probe. Pure; never throws on odd observations.
 */
export function examineHost({ host, observation }: { host: string; observation: Observation }): HostFinding {
  const quiet = withoutTraffic(observation);
  const interfaces = askedAddresses(observation.state).map((asked) =>
    findingOf(host, asked, isWatched(observation, asked) ? observation : quiet),
  );
  return { schema: 'roundtrip.host-finding/1', host, interfaces: interfaces.toSorted(worstFirst) };
}

/** Whether packets of a machine in another network to that address were caught, as a collected transcript can have them. */
function isWatched({ captures, state }: Observation, { address, family }: AskedAddress): boolean {
  const networks = (state.addresses ?? []).flatMap(({ local, prefixLength }) => {
    const network = parsePrefix(`${local}/${prefixLength}`, family);
    return network === undefined ? [] : [network];
  });
  return captures.some(({ packets }) =>
    packets.some(({ source, destination }) => {
      const sender = destination === address ? parseAddress(source ?? '') : undefined;
      return sender !== undefined && !networks.some((network) => prefixContains(network, sender));
    }),
  );
}

function findingOf(host: string, asked: AskedAddress, observation: Observation): InterfaceFinding {
  const { device, address, family } = asked;
  const ask = (from: string | undefined): Answer => {
    const flow: Flow = { interface: device, to: address, protocol: 'icmp', ...(from ? { from } : {}) };
    return answerFor({ host, flow, observation, probeExpected: false });
  };
  const beyond = ask(senderOf(observation.state, asked));
  const behind = beyond.status === 'nothing-found' ? [] : networksBehind(observation.state, family, device);
  const answered = behind.filter(({ sender }) => ask(sender).status === 'nothing-found');
  const { told, scene, cause, certainty, status } = beyond;
  const found = { interface: device, address, cause, told, scene };
  if (answered.length === 0) return { ...found, status, certainty };
  // Who is behind this interface as the routes have it is answered: whether others come in by it is not known.
  const networks = answered.map(({ network }) => network);
  return { ...found, status: 'unknown', certainty: 'open', answered: networks };
}

/** Anybody, where the interface leads anywhere; at the end of a tunnel its own other end, unless the tunnel is the way to everybody. */
function senderOf(state: HostState, { device, family }: AskedAddress): string | undefined {
  if (!isPointToPoint(state, device) || isDefaultWay(state, family, device)) return undefined;
  const peer = (state.addresses ?? []).find((one) => one.dev === device && one.family === family)?.peer;
  return (
    peer ?? networksBehind(state, family, device)[0]?.sender ?? onLinkSender(state, family, device)?.address
  );
}

function isDefaultWay({ routes }: HostState, family: 4 | 6, device: string): boolean {
  return (routes[family] ?? []).some(
    ({ destination, nextHops }) =>
      (parsePrefix(destination, family)?.length ?? 1) === 0 && nextHops.some(({ dev }) => dev === device),
  );
}

const CERTAINTIES = ['proven', 'likely', 'open'] as const;

function worstFirst(one: InterfaceFinding, other: InterfaceFinding): number {
  return (
    ROW_STATUSES.indexOf(one.status) - ROW_STATUSES.indexOf(other.status) ||
    CERTAINTIES.indexOf(one.certainty) - CERTAINTIES.indexOf(other.certainty) ||
    one.interface.localeCompare(other.interface, 'en', { numeric: true }) ||
    Number(one.address.includes(':')) - Number(other.address.includes(':'))
  );
}
