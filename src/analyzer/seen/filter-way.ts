import {
  type FilterModel,
  type FilterPacket,
  type FilterVerdict,
  filterModel,
  hasCounted,
  hasRates,
  unreachedRules,
  withRates,
} from '../filters/index.ts';
import { emptyRuleset, type FilterFacts, type FilterRuleRef, type Ruleset } from '../model/index.ts';
import type { KernelModel, RouteAnswer } from '../routes/index.ts';
import { deviceOf, once, type Walk } from '../walk/index.ts';

export type Hook = 'prerouting' | 'input' | 'output';
/** What becomes of the packet at the hooks of one stage, or where it is forwarded instead. */
export type Judged = { path: FilterFacts['hook']; verdict: FilterVerdict };
type Way = { model: FilterModel } & Record<Hook, Judged>;

/** The request through prerouting and input, and its answer through output and postrouting; worked out once for a walk. */
export const filterWay = once((walk): Way => wayThrough(walk, walk.modelled.state.filters ?? emptyRuleset()));

/** The same where routes and settings are others: for rules that ask for the way back, or name the device that answers leave by. */
export function filterWayWith(walk: Walk, routes: KernelModel): Way {
  const answered = routes.lookup(walk.modelled.replyQuery);
  return wayThrough(walk, walk.modelled.state.filters ?? emptyRuleset(), { routes, replyRoute: answered });
}

/** What of the host decides beside its filter: its routes, and the answer's own. */
type Routing = { routes: KernelModel; replyRoute: RouteAnswer };

/** A rule of a chain to which nothing listed leads stops the request, and has stopped some: where it does, and how. */
export const stoppedApart = once((walk): Judged | undefined => {
  const rules = walk.modelled.state.filters && unreachedRules(walk.modelled.state.filters);
  const judged = rules && wayThrough(walk, rules).input;
  if (rules === undefined || judged === undefined) return undefined;
  const { verdict, rule } = judged.verdict;
  const stops = verdict === 'drop' || verdict === 'reject';
  return stops && rule !== undefined && hasCounted(rules, rule) ? judged : undefined;
});

/** The same with other rules than the host's. */
function wayThrough(
  walk: Walk,
  rules: Ruleset,
  { routes, replyRoute }: Routing = { routes: walk.modelled.model, replyRoute: walk.modelled.replyRoute },
): Way {
  const { state } = walk.modelled;
  const model = filterModel(rules, { routes, state });
  const request = requestOf(walk);
  const prerouting = model.evaluate(request, 'prerouting');
  const input = judgeInput(walk, model, afterwards(request, prerouting));
  const answer = answerOf(walk, replyDevice(replyRoute), { prerouting, input: input.verdict });
  return {
    model,
    prerouting: { path: 'prerouting' as const, verdict: prerouting },
    input,
    output: judgeOutput(replyRoute, model, answer),
  };
}

/**
 * The rule by whose rate it hangs whether a packet passes: with every rate met and with every rate exceeded the packet fares
 * differently.
 */
export function rateDecides(walk: Walk): FilterFacts | undefined {
  const rules = walk.modelled.state.filters;
  if (rules === undefined || !hasRates(rules)) return undefined;
  const holding = wayThrough(walk, withRates(rules, true));
  const failing = wayThrough(walk, withRates(rules, false));
  for (const hook of ['prerouting', 'input', 'output'] as const) {
    const [one, other] = [holding[hook], failing[hook]];
    const [passing, stopping] = isStopped(one) ? [other, one] : [one, other];
    if (isStopped(passing)) return undefined;
    if (stopping.verdict.verdict === 'drop' || stopping.verdict.verdict === 'reject')
      return filterFacts(stopping.path, stopping.verdict);
  }
  return undefined;
}

/** What was not listed of the filter may stop it besides, but the rate is not what decides that. */
function isStopped({ verdict: { verdict, possible } }: Judged): boolean {
  return verdict === 'drop' || verdict === 'reject' || (possible?.length ?? 0) > 0;
}

export const ECHO_REQUEST = { 4: 8, 6: 128 } as const;
/** Type of an echo reply in ICMP and ICMPv6. */
export const ECHO_REPLY = { 4: 0, 6: 129 } as const;

function requestOf(walk: Walk): FilterPacket {
  const { family, flow } = walk.asked;
  const { ingress, port } = walk.seen;
  const icmp = flow.protocol === 'icmp';
  return {
    family,
    iif: ingress,
    ...(port === undefined ? {} : { port }),
    destination: flow.to,
    protocol: icmp && family === 6 ? 'icmpv6' : flow.protocol,
    ctState: 'new',
    ...(flow.from === undefined ? {} : { source: flow.from }),
    ...(icmp ? { icmpType: ECHO_REQUEST[family], icmpCode: 0 } : {}),
    ...(flow.port === undefined ? {} : { destinationPort: flow.port }),
  };
}
/** The packet as one stage leaves it to the next. What a rule may have changed is not known afterwards. */
function afterwards(packet: FilterPacket, verdict: FilterVerdict): FilterPacket {
  const { rewritten } = verdict;
  const next: FilterPacket = { ...packet, mark: verdict.mark ?? null, ctMark: verdict.ctMark ?? null };
  if (verdict.untracked === true) next.ctState = 'untracked';
  else if (verdict.untracked === null) delete next.ctState;
  for (const side of ['source', 'destination'] as const) {
    const address = rewritten?.[side];
    if (address !== undefined) next[side] = address;
    else if (rewritten?.unknown?.includes(side)) delete next[side];
  }
  for (const side of ['sourcePort', 'destinationPort'] as const) {
    const port = rewritten?.[side];
    if (port !== undefined) next[side] = port;
    else if (rewritten?.unknown?.includes(side)) delete next[side];
  }
  if (verdict.verdict !== 'unknown') {
    next.translated = {
      source: false,
      destination: rewritten?.destination !== undefined || rewritten?.destinationPort !== undefined,
    };
    if (rewritten?.unknown) delete next.translated;
  }
  return next;
}

/** A request that was translated to another host's address is forwarded, not delivered. */
function judgeInput(walk: Walk, model: FilterModel, packet: FilterPacket): Judged {
  const { destination } = packet;
  const elsewhere =
    destination !== undefined &&
    destination !== walk.asked.flow.to &&
    walk.modelled.model.isLocal(walk.asked.family, destination) === false;
  if (!elsewhere) return { path: 'input', verdict: model.evaluate(packet, 'input') };
  const oif = deviceOf(
    walk.modelled.model.lookup({
      family: walk.asked.family,
      to: destination,
      ipproto: walk.modelled.inwardQuery.ipproto ?? 0,
    }),
  );
  return {
    path: 'forward',
    verdict: model.evaluate({ ...packet, ...(oif === undefined ? {} : { oif }) }, 'forward'),
  };
}

function answerOf(
  walk: Walk,
  oif: string | undefined,
  { prerouting, input }: Record<'prerouting' | 'input', FilterVerdict>,
): FilterPacket {
  const { family, flow } = walk.asked;
  const { rewritten } = prerouting;
  const source = rewritten?.unknown?.includes('destination')
    ? undefined
    : (rewritten?.destination ?? flow.to);
  const port = rewritten?.unknown?.includes('destinationPort')
    ? undefined
    : (rewritten?.destinationPort ?? flow.port);
  const icmp = flow.protocol === 'icmp';
  return {
    family,
    protocol: icmp && family === 6 ? 'icmpv6' : flow.protocol,
    ...answerState(prerouting, flow.protocol),
    mark: reflectsMarks(walk) ? null : 0,
    ctMark: input.ctMark ?? null,
    ...(source === undefined ? {} : { source }),
    ...(flow.from === undefined ? {} : { destination: flow.from }),
    ...(oif === undefined ? {} : { oif }),
    ...(icmp ? { icmpType: ECHO_REPLY[family], icmpCode: 0 } : {}),
    ...(port === undefined ? {} : { sourcePort: port }),
  };
}

/** The device that the answer leaves by; of several next hops any may be taken. */
function replyDevice(replyRoute: RouteAnswer): string | undefined {
  const several = replyRoute.kind === 'route' && new Set(replyRoute.nextHops?.map(({ dev }) => dev)).size > 1;
  return several ? undefined : deviceOf(replyRoute);
}

/** Documentation/networking/ip-sysctl: answers can carry the mark of what they answer. */
function reflectsMarks({ modelled: { state } }: Walk): boolean {
  const keys = ['net.ipv4.fwmark_reflect', 'net.ipv6.fwmark_reflect', 'net.ipv4.tcp_fwmark_accept'];
  return keys.some((key) => state.sysctls?.[key] === '1');
}

/** An answer to a request that was never tracked begins no connection, except a UDP one. */
function answerState({ untracked }: FilterVerdict, protocol: string): Pick<FilterPacket, 'ctState'> {
  if (untracked === null) return {};
  if (untracked === undefined) return { ctState: 'established' };
  return { ctState: protocol === 'udp' ? 'new' : 'invalid' };
}

/** The answer goes through output and then through postrouting; the first that does not let it pass counts. */
function judgeOutput({ kind }: RouteAnswer, model: FilterModel, answer: FilterPacket): Judged {
  if (kind !== 'route' && kind !== 'unknown') {
    return {
      path: 'output',
      verdict: {
        verdict: 'unknown',
        reason: { kind: 'no-way-back' },
        question: { about: 'return' },
      },
    };
  }
  const output = model.evaluate(answer, 'output');
  if (output.verdict !== 'accept') return { path: 'output', verdict: output };
  return { path: 'postrouting', verdict: model.evaluate(afterwards(answer, output), 'postrouting') };
}

/** A verdict of the packet filter as facts. */
export function filterFacts(
  path: FilterFacts['hook'],
  { verdict, rule, owner }: Pick<FilterVerdict, 'verdict' | 'rule' | 'owner'>,
): FilterFacts {
  return {
    hook: path,
    verdict: verdict === 'reject' ? 'reject' : 'drop',
    ...(rule ? { rule: placeOf(rule, owner), policy: rule.text.startsWith('policy ') } : {}),
  };
}

function placeOf({ listing, family, table, chain, text, legacy }: FilterRuleRef, owner: string | undefined) {
  return {
    listing,
    family,
    table,
    chain,
    text,
    ...(legacy ? { legacy } : {}),
    ...(owner === undefined ? {} : { owner }),
  };
}
