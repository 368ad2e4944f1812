import { type Change, type FlowWay, stepFor } from '../../src/analyzer/model/index.ts';
import { blastRadius, wayOf } from '../../src/analyzer/remedies/blast-radius.ts';
import { type KnownFlow, knownFlows } from '../../src/analyzer/remedies/known-flows.ts';
import { looseRpFilterChanges } from '../../src/analyzer/remedies/loose-rp-filter.ts';
import { policyRoutingChanges } from '../../src/analyzer/remedies/policy-routing-changes.ts';
import { applyPlan } from '../../src/analyzer/remedies/what-if.ts';
import { kernelModel } from '../../src/analyzer/routes/index.ts';
import { observe } from '../kernel/namespace.ts';
import type { KernelAnswer, Observed } from '../kernel/observation.ts';
import type { MultiHomed } from './multi-homed.ts';

/** What came of comparing one host's plans with the kernel. */
export type WhatIfResult = {
  plans: number;
  flows: number;
  /** Flows that the plans changed, as the kernel says. */
  changed: number;
  /** Questions on which the model's before or after differs from the kernel's. */
  differences: string[];
};

/**
 * Makes the host in a namespace, works out both remedies and policy routing of the whole host, applies each for real, and compares the whole blast radius
 * with what the kernel then answers.
 */
export function compareWhatIf(host: MultiHomed): WhatIfResult {
  const bare = observe(host.configuration);
  const state = { ...bare.state, sockets: host.sockets };
  const flows = distinct([...knownFlows(state, host.family)]);
  const queries = flows.map(questionOf);
  const before = observe({ ...host.configuration, queries });
  const result: WhatIfResult = { plans: 0, flows: 0, changed: 0, differences: [] };
  for (const changes of plansFor(host, state)) {
    const after = observe({ ...withPlan(host, changes), queries });
    const models = { before: kernelModel(state), after: kernelModel(applyPlan(state, stepsOf(changes))) };
    const movesAnswers = changes.some(({ kind }) => kind === 'route' || kind === 'rule');
    const { changes: radius } = blastRadius(state, models, { family: host.family, movesAnswers });
    const listed = new Set(radius.map(({ flow }) => JSON.stringify(flow)));
    result.plans += 1;
    for (const [index, flow] of flows.entries()) {
      result.flows += 1;
      const kernel = { before: kernelSays(flow, before, index), after: kernelSays(flow, after, index) };
      const model = {
        before: shortAnswer(flow, wayOf(flow, models.before)),
        after: shortAnswer(flow, wayOf(flow, models.after)),
      };
      if (kernel.before !== kernel.after) result.changed += 1;
      const said = listed.has(JSON.stringify(flow.flow));
      const moved = kernel.before !== kernel.after;
      if (kernel.before !== model.before || kernel.after !== model.after || (moved && !said)) {
        result.differences.push(
          `${questionOf(flow)}: kernel ${kernel.before} → ${kernel.after}, model ${model.before} → ${model.after}, listed ${said}`,
        );
      }
    }
  }
  return result;
}

function plansFor({ dev, family, gateway, devices }: MultiHomed, state: Observed['state']): Change[][] {
  const plans: Change[][] = [];
  const policy = policyRoutingChanges(state, { device: dev, family, gateway });
  if (policy.kind === 'changes') plans.push(policy.changes);
  const loose = family === 4 ? looseRpFilterChanges(state, dev) : undefined;
  if (loose) plans.push(loose.changes);
  plans.push(wholeHost(devices, family, state));
  return plans;
}

/** Policy routing of every interface, one after the other. */
function wholeHost(devices: MultiHomed['devices'], family: 4 | 6, state: Observed['state']): Change[] {
  const planned: Change[] = [];
  for (const { device, gateway } of devices) {
    const more = policyRoutingChanges(state, { device, family, gateway, planned });
    if (more.kind === 'changes') planned.push(...more.changes);
  }
  return planned;
}

function stepsOf(changes: readonly Change[]) {
  return { steps: changes.map((change, index) => stepFor(String(index), change)) };
}

/** The host with the plan's own commands run at the end. */
function withPlan(
  { configuration, family }: MultiHomed,
  changes: readonly Change[],
): MultiHomed['configuration'] {
  const lines = stepsOf(changes)
    .steps.filter(({ change }) => change.kind !== 'sysctl')
    .map((step) => step.do.filter((word) => word !== 'ip' && word !== '-6').join(' '));
  const sysctls = changes.flatMap((change) =>
    change.kind === 'sysctl'
      ? [`${change.key.slice('net.'.length).replaceAll('.', '/')} ${change.after}`]
      : [],
  );
  return {
    ...configuration,
    sysctls: [...configuration.sysctls, ...sysctls],
    setup4: [...configuration.setup4, ...(family === 4 ? lines : [])],
    setup6: [...configuration.setup6, ...(family === 6 ? lines : [])],
  };
}

function distinct(flows: readonly KnownFlow[]): KnownFlow[] {
  return [...new Map(flows.map((flow) => [JSON.stringify(flow.flow), flow])).values()];
}

function questionOf(flow: KnownFlow): string {
  const { query } = flow;
  if ('destination' in query) return `${query.destination} from ${query.source} iif ${query.iif}`;
  const words = [query.to];
  for (const key of ['from', 'iif', 'oif', 'mark', 'tos', 'ipproto', 'sport', 'dport', 'uid'] as const) {
    const value = query[key];
    // ip-route(8) reads the number of a TOS as hexadecimal.
    if (value !== undefined) words.push(key, key === 'tos' ? `0x${value.toString(16)}` : String(value));
  }
  return words.join(' ');
}

function kernelSays(flow: KnownFlow, { answers }: Observed, index: number): string {
  const answer = answers[index] as KernelAnswer;
  if (flow.kind === 'accepted') return 'refusal' in answer ? 'refused' : 'accepted';
  if ('refusal' in answer) return 'no way';
  const { dev, gateway } = answer.route;
  return `leaves by ${dev}${gateway === undefined ? '' : ` via ${gateway}`}`;
}

/** The model's way without the reasons that the kernel does not give; what is not forwarded has no way. */
function shortAnswer({ kind }: KnownFlow, way: FlowWay): string {
  if (way.kind !== 'leaves')
    return way.kind === 'no-way' || (kind === 'leaves' && way.kind === 'refused') ? 'no way' : way.kind;
  return `leaves by ${way.hops.map(({ device, gateway }) => `${device}${gateway === undefined ? '' : ` via ${gateway}`}`).join(' or ')}`;
}
