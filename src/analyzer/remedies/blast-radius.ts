import type { BlastRadius, ChangedFlow, FlowWay, HostState, NamedFlow } from '../model/index.ts';
import type { KernelModel, RouteAnswer } from '../routes/index.ts';
import { waysOf } from './ask.ts';
import { type KnownFlow, knownFlows, ownConnection } from './known-flows.ts';

/** Flows looked at; a busy host has more, and then the plan says so. */
const FLOW_LIMIT = 2000;

/**
 * Asks both models about every known flow of the host: those that differ are what a plan changes beyond the flow it is for.
 * @param movesAnswers whether the plan changes routes or rules; where it does not, whatever leaves goes as before
 */
export function blastRadius(
  state: HostState,
  { before, after }: { before: KernelModel; after: KernelModel },
  { family, movesAnswers }: { family: 4 | 6; movesAnswers: boolean },
): BlastRadius {
  const asked = new Set<string>();
  const changes: ChangedFlow[] = [];
  let truncated = false;
  for (const known of knownFlows(state, family)) {
    const key = nameOf(known.flow);
    if (asked.has(key)) continue;
    truncated = asked.size >= FLOW_LIMIT;
    if (truncated) break;
    asked.add(key);
    const change = movesAnswers || known.kind === 'accepted' ? changeOf(known, before, after) : undefined;
    if (change) changes.push(change);
  }
  const [own] = ownConnection(state);
  const same = own && !(movesAnswers && changeOf(own, before, after));
  return {
    changes,
    considered: asked.size,
    truncated,
    ...(same ? { ownConnection: wayOf(own, before) } : {}),
  };
}

/** Equal for equal flows, and nothing else. */
function nameOf(flow: NamedFlow): string {
  switch (flow.kind) {
    case 'own-connection':
      return `${flow.client} ${flow.server}`;
    case 'leaves':
      return `${flow.protocol ?? ''} ${flow.from ?? ''} ${flow.to} ${flow.beyond} ${traitsIn(flow)}`;
    case 'arrives':
      return `${flow.source} ${flow.destination} ${flow.device} ${flow.beyond} arrives`;
  }
}

function traitsIn({ traits }: Extract<NamedFlow, { kind: 'leaves' }>): string {
  return traits === undefined ? '' : JSON.stringify(traits);
}

/** How a plan moves the answers of the connection that carried the collection; undefined where it does not. */
export function movedConnection(
  state: HostState,
  before: KernelModel,
  after: KernelModel,
): ChangedFlow | undefined {
  const [own] = ownConnection(state);
  return own && changeOf(own, before, after);
}

function changeOf(known: KnownFlow, before: KernelModel, after: KernelModel): ChangedFlow | undefined {
  if (known.kind === 'leaves' && leaveAlike(before.lookup(known.query), after.lookup(known.query)))
    return undefined;
  const [was, becomes] = [wayOf(known, before), wayOf(known, after)];
  if (JSON.stringify(was) === JSON.stringify(becomes)) return undefined;
  return { flow: known.flow, before: was, after: becomes };
}

/** What nearly all flows do before and after a plan: they leave by the one next hop. */
function leaveAlike(one: RouteAnswer, other: RouteAnswer): boolean {
  if (one.kind !== 'route' || other.kind !== 'route' || one.nextHops || other.nextHops) return false;
  return one.dev !== undefined && one.dev === other.dev && one.gateway === other.gateway;
}

/** What a model says of a flow: equal ways are equal answers. */
export function wayOf(known: KnownFlow, model: KernelModel): FlowWay {
  if (known.kind === 'accepted') {
    const { verdict, reason } = model.validateSource(known.query);
    return verdict === 'refused' ? { kind: 'refused', reason } : { kind: verdict };
  }
  const answer = model.lookup(known.query);
  switch (answer.kind) {
    case 'route':
      return { kind: 'leaves', hops: waysOf(answer) };
    case 'error':
      return { kind: 'no-way', error: answer.error };
    case 'refused':
    case 'unknown':
      return { kind: answer.kind };
  }
}
