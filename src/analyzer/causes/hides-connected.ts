import { isContainerNetwork, TABLE } from '../model/index.ts';
import {
  formatPrefix,
  kernelModel,
  parseAddress,
  parsePrefix,
  prefixContains,
  type RouteAnswer,
} from '../routes/index.ts';
import { deviceOf, type Walk } from '../walk/index.ts';
import { type Fault, lookupWithRules } from './policy-lookup.ts';

/**
 * The sender is on another link of the host's, and nobody saw where its request comes in. Where it has no other router it comes in
 * there, and the answer is not sent back there; containers and virtual machines have none but the host.
 */
export function mayHideConnected(walk: Walk, answer: RouteAnswer): Fault | undefined {
  const device = deviceByMain(walk);
  const { rule, table } = walk.modelled.replyWhy;
  if (
    walk.seen.arrived ||
    walk.asked.senderAssumed ||
    answer.kind !== 'route' ||
    answer.gateway === undefined
  )
    return undefined;
  if (device === undefined || device === walk.seen.ingress || rule === undefined || table === undefined)
    return undefined;
  if (table === TABLE.main) return undefined;
  // Docker's own networks are everywhere the same: a sender with such an address may be anywhere.
  const isContainer = isContainerNetwork(device) && !/^(?:docker|br-)/.test(device);
  const isBehindHost = isContainer || isRouterOf(walk, device);
  const question = { about: 'arrival', device } as const;
  return {
    cause: 'policy-table-hides-connected',
    facts: { rule, table, towards: answer.gateway },
    rests: [{ question, kind: isBehindHost ? 'default' : 'open', otherwise: 'default' }],
  };
}

/** Whether the sender's own routes lead to the asked address by an address of this host on the device. */
function isRouterOf(
  { seen: { peer }, modelled: { state }, asked: { flow, family } }: Walk,
  device: string,
): boolean {
  if (peer?.state.routes[family] === undefined) return false;
  const way = kernelModel(peer.state).lookup({ family, to: flow.to });
  const gateway = way.kind === 'route' ? way.gateway : undefined;
  const held = (state.addresses ?? []).some(({ dev, local }) => dev === device && local === gateway);
  const named = (state.routes[family] ?? []).some(
    ({ prefsrc, nextHops: [hop] }) => prefsrc === gateway && hop?.dev === device,
  );
  return gateway !== undefined && (held || named);
}

/** The link on which table main would deliver the answer without a gateway. */
function deviceByMain(walk: Walk): string | undefined {
  const byMain = lookupWithRules(walk, [
    { family: walk.asked.family, preference: 1, action: { kind: 'lookup', table: TABLE.main } },
  ]);
  return byMain.kind === 'route' && byMain.gateway === undefined && byMain.type !== 'local'
    ? deviceOf(byMain)
    : undefined;
}

/** A policy table's default route takes what main would deliver on the link that the request came from. */
export function hidesConnected(walk: Walk, answer: RouteAnswer): Fault | undefined {
  const { rule, table } = walk.modelled.replyWhy;
  if (answer.kind !== 'route' || rule === undefined || table === undefined || table === TABLE.main)
    return undefined;
  if (deviceByMain(walk) !== walk.seen.ingress) return undefined;
  const prefix = connectedNetwork(walk);
  const towards = answer.gateway ?? deviceOf(answer) ?? '?';
  const facts = { rule, table, towards, ...(prefix ? { prefix: formatPrefix(prefix) } : {}) };
  return { cause: 'policy-table-hides-connected', facts };
}

/** The network on the link that the request came from, as its address says, or its connected route. */
function connectedNetwork({ modelled: { state, replyQuery }, asked: { family }, seen: { ingress } }: Walk) {
  const own = state.addresses?.find((address) => address.dev === ingress && address.family === family);
  if (own) return parsePrefix(`${own.local}/${own.prefixLength}`);
  const to = parseAddress(replyQuery.to);
  const connected = (state.routes[family] ?? []).find(({ table, destination, nextHops: [hop] }) => {
    const network = parsePrefix(destination);
    const isOnLink = table === TABLE.main && hop?.dev === ingress && hop.gateway === undefined;
    return isOnLink && to !== undefined && network !== undefined && prefixContains(network, to);
  });
  return connected && parsePrefix(connected.destination);
}
