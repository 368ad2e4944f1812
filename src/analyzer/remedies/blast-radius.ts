import type { FlowChange, HostState } from '../model/index.ts';
import type { KernelModel, RouteAnswer } from '../routes/index.ts';
import { deviceOf } from '../walk.ts';
import { type KnownFlow, knownFlows, sshFlows } from './known-flows.ts';

/** What a plan changes beyond the flow it is for: every known flow asked before and after, those that differ listed. */
export type BlastRadius = { changes: FlowChange[]; considered: number; truncated: boolean };

/** Flows looked at; a busy host has more, and then the plan says so. */
const FLOW_LIMIT = 2000;

/** Asks both models about every known flow of the host. */
export function blastRadius(
  state: HostState,
  before: KernelModel,
  after: KernelModel,
  family: 4 | 6,
): BlastRadius {
  const asked = new Set<string>();
  const changes: FlowChange[] = [];
  for (const known of knownFlows(state, family)) {
    if (asked.has(known.flow)) continue;
    if (asked.size >= FLOW_LIMIT) return { changes, considered: asked.size, truncated: true };
    asked.add(known.flow);
    const change = changeOf(known, before, after);
    if (change) changes.push(change);
  }
  return { changes, considered: asked.size, truncated: false };
}

/** The way of the answers on the connection that carried the collection: the same after the plan, or how it would change. */
export type SshWay = { kind: 'same'; way: string } | { kind: 'changed'; change: FlowChange };

/** What a plan does to the bot's own connection; undefined where the host did not tell of one. */
export function sshWay(state: HostState, before: KernelModel, after: KernelModel): SshWay | undefined {
  const [known] = [...sshFlows(state, 4), ...sshFlows(state, 6)];
  if (!known) return undefined;
  const change = changeOf(known, before, after);
  return change ? { kind: 'changed', change } : { kind: 'same', way: answerTo(known, before) };
}

function changeOf(known: KnownFlow, before: KernelModel, after: KernelModel): FlowChange | undefined {
  const [was, becomes] = [answerTo(known, before), answerTo(known, after)];
  return was === becomes ? undefined : { flow: known.flow, before: was, after: becomes };
}

/** A flow's answer in a few words: equal words are equal answers. */
export function answerTo(known: KnownFlow, model: KernelModel): string {
  if (known.kind === 'leaves') return wayOut(model.lookup(known.query));
  const { verdict, reason } = model.validateSource(known.query);
  return verdict === 'refused' ? `refused (${reason})` : verdict;
}

function wayOut(answer: RouteAnswer): string {
  switch (answer.kind) {
    case 'route': {
      const via = answer.gateway === undefined ? '' : ` via ${answer.gateway}`;
      return `leaves by ${deviceOf(answer) ?? answer.type}${via}`;
    }
    case 'error':
      return `no way (${answer.error})`;
    case 'refused':
      return 'refused';
    case 'unknown':
      return 'cannot be told';
  }
}
