import {
  addressesOf,
  type FlowAnswer,
  type ForetoldFlow,
  type HostState,
  parseAddress,
  parsePrefix,
  prefixContains,
} from '../model/index.ts';
import { isPointToPoint } from '../whole-host/asked-addresses.ts';
import type { Side } from './answer.ts';
import { networkOf, takenOverBy } from './parts.ts';

/** An address to which an interface would deliver, where nothing shows that anybody on its link has it. */
export type UnseenHop = { address: string; device: string };

/** Where the answer to a flow would go, of which nothing was seen; undefined where it goes as before, or only to who was seen. */
export function unseenHop(
  before: Side,
  after: Side,
  flow: ForetoldFlow,
  answers: { before: FlowAnswer; after: FlowAnswer },
): UnseenHop | undefined {
  const { way } = answers.after;
  if (way.kind !== 'leaves' || JSON.stringify(way) === JSON.stringify(answers.before.way)) return undefined;
  const to = otherEnd(flow);
  const unseen = way.hops.find(({ device, gateway }) => {
    const isKnown = isDelivered(after, device) || isSeen(before, after, device, gateway ?? to);
    return !isKnown && (gateway !== undefined || !isInNetwork(after.observation.state, device, to));
  });
  return unseen && { address: unseen.gateway ?? to, device: unseen.device };
}

function otherEnd(flow: ForetoldFlow): string {
  if (flow.kind === 'asked') return flow.sender.address;
  return flow.kind === 'session' ? flow.peer : flow.address;
}

/** Whether the interface delivers without asking for a neighbour. */
function isDelivered({ observation: { state } }: Side, device: string): boolean {
  const link = state.links?.find(({ name }) => name === device);
  return isPointToPoint(state, device) || link?.flags.includes('NOARP') === true;
}

/** Whether a neighbour entry shows somebody there, or a route leads there already, by the interface or by what it is made of. */
function isSeen(before: Side, after: Side, device: string, address: string): boolean {
  const { neighbours = [], routes } = before.observation.state;
  const isPortOf = (port: string, whole: string) =>
    [before, after].some(({ observation: { state } }) => takenOverBy(state, port) === whole);
  const isSame = (dev: string | undefined) =>
    dev !== undefined && (dev === device || isPortOf(dev, device) || isPortOf(device, dev));
  return (
    neighbours.some((one) => one.address === address && one.mac !== undefined && isSame(one.dev)) ||
    ([4, 6] as const).some((family) =>
      (routes[family] ?? []).some(({ nextHops }) =>
        nextHops.some(({ gateway, dev }) => gateway === address && isSame(dev)),
      ),
    )
  );
}

/** Whether the interface has an address in the same network: then whoever is asked about is supposed to be there. */
function isInNetwork(state: HostState, device: string, to: string): boolean {
  const address = parseAddress(to);
  return addressesOf(state).some((one) => {
    const prefix = one.dev === device ? parsePrefix(networkOf(one), one.family) : undefined;
    return prefix !== undefined && address !== undefined && prefixContains(prefix, address);
  });
}
