import {
  type Address,
  type FlowTraits,
  type HostState,
  type NamedFlow,
  type Rule,
  rulesOf,
} from '../model/index.ts';
import { parseAddress, parsePrefix, prefixContains, type RouteQuery } from '../routes/index.ts';
import { firstHosts, onLinkSender } from '../unknown-sender.ts';

/** A flow that leaves the host, as a question to the route model. */
type LeavingFlow = { flow: NamedFlow; kind: 'leaves'; query: RouteQuery };

/**
 * The flows that the host's own rules tell apart: one of each user, mark, port or interface that a rule asks for, from each address that
 * it is for, and towards the network that it is for.
 */
export function* flowsOfRules(
  state: HostState,
  family: 4 | 6,
  { sources, beyond }: { sources: readonly Address[]; beyond: string },
): Generator<LeavingFlow> {
  const own = new Set(sources.map(({ local }) => local));
  for (const rule of rulesOf(state, family)) {
    const traits = traitsOf(rule);
    const to = hostIn(rule.to, own);
    if (rule.preference === 0 || (Object.keys(traits).length === 0 && to === undefined)) continue;
    for (const from of sendersFor(state, rule, { traits, own }))
      yield flowOf(family, { from, to: to ?? beyond, beyond: to === undefined, traits });
  }
}

function flowOf(
  family: 4 | 6,
  { from, traits, ...towards }: { from: string | undefined; to: string; beyond: boolean; traits: FlowTraits },
): LeavingFlow {
  const source = from === undefined ? {} : { from };
  const query: RouteQuery = { family, to: towards.to, ...source, ...traits };
  return { flow: { kind: 'leaves', ...source, ...towards, traits }, kind: 'leaves', query };
}

/** Who sends what the rule is for: the host from its own addresses, or somebody whose packets arrive by the interface that it names. */
function sendersFor(
  state: HostState,
  { family, from }: Rule,
  { traits: { iif }, own }: { traits: FlowTraits; own: ReadonlySet<string> },
): (string | undefined)[] {
  if (iif !== undefined)
    return [hostIn(from, own) ?? onLinkSender(state, family, iif)?.address].flatMap((one) => one ?? []);
  const prefix = from === undefined ? undefined : parsePrefix(from);
  if (!prefix) return [undefined, ...own];
  return [...own].filter((local) => {
    const address = parseAddress(local);
    return address !== undefined && prefixContains(prefix, address);
  });
}

/** A host of the network that is not this one; none where the rule names no network. */
function hostIn(network: string | undefined, own: ReadonlySet<string>): string | undefined {
  const prefix = network === undefined ? undefined : parsePrefix(network);
  return prefix && prefix.length > 0 ? firstHosts(prefix).find((host) => !own.has(host)) : undefined;
}

/** What a packet has that meets the rule, beside its addresses. What has nothing special meets a `not`, a range of users excepted. */
export function traitsOf({ uidrange, ...rule }: Rule): FlowTraits {
  if (rule.not) return uidrange ? { uid: uidrange.from > 0 ? uidrange.from - 1 : uidrange.to + 1 } : {};
  const arrives = rule.iif !== undefined && rule.iif !== 'lo';
  const { oif, iif, fwmark, ipproto, sport, dport } = rule;
  const tos = rule.tos ?? (rule.dscp === undefined ? undefined : rule.dscp << 2);
  return {
    ...(uidrange && !arrives ? { uid: uidrange.from } : {}),
    ...(fwmark ? { mark: fwmark.value } : {}),
    ...(arrives && iif !== undefined ? { iif } : {}),
    ...(oif !== undefined && !arrives ? { oif } : {}),
    ...(tos ? { tos } : {}),
    ...(ipproto ? { ipproto } : {}),
    ...(sport ? { sport: sport.from } : {}),
    ...(dport ? { dport: dport.from } : {}),
  };
}
