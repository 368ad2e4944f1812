import type { NextHop } from '../model/index.ts';
import type { RouteAnswer } from './answers.ts';
import type { Model6 } from './host-model.ts';
import { surroundings6, tableLookup6 } from './lookup6.ts';
import type { RuleFlow, RulesResult } from './rules.ts';
import { type ChosenSource, chooseSource } from './source-address.ts';
import { isLinkScope } from './special6.ts';
import type { Match6 } from './table-route.ts';
import type { Trace } from './trace.ts';

/** Source address as `ip -6 route get` prints it: the route's own, else selected, whatever `from` was. */
function sourceOf({ sources }: Model6, flow: RuleFlow, match: Match6, hop: NextHop): ChosenSource {
  const { prefsrc } = match.route.route;
  if (flow.arriving || prefsrc !== undefined) return { source: prefsrc };
  return chooseSource(() => sources.select(hop.dev ?? 'lo', BigInt(flow.to)));
}

/** Local entries and the kernel's own anycast ones are delivered by `lo`, or by the VRF of their interface. */
function deviceOf(model: Model6, match: Match6, hop: NextHop): string | undefined {
  const { type, protocol } = match.route.route;
  if (type !== 'local' && !(type === 'anycast' && protocol === 'kernel')) return hop.dev;
  return model.devices.vrfOf(hop.dev ?? 'lo')?.dev ?? 'lo';
}

/**
 * Multicast and link-local destinations from a member of a VRF: the VRF's table is asked and no rule; from the VRF device itself
 * there is no way to them (measured).
 */
function lookupOnVrfLink(
  model: Model6,
  flow: RuleFlow,
  vrf: { dev: string; table: string },
  trace: Trace | undefined,
): RulesResult<Match6> {
  const nowhere = { kind: 'error', error: 'ENETUNREACH', rejected: false } as const;
  if (flow.oif === undefined) return nowhere;
  const { sysctls, state, tables } = model;
  const result = tableLookup6(tables, vrf.table, flow, surroundings6(state, sysctls), trace);
  if (result?.kind === 'match') return { kind: 'match', match: result.match };
  return result?.kind === 'reject' ? { kind: 'error', error: result.error, rejected: true } : nowhere;
}

/**
 * The route of an IPv6 packet, sent or arriving. There is no source validation, and whether it would really be forwarded is not
 * asked: `ip -6 route get … iif` answers the same with forwarding on or off (measured).
 */
export function route6(model: Model6, flow: RuleFlow, trace: Trace | undefined): RouteAnswer {
  const { devices } = model;
  const { arriving } = flow;
  if (arriving) devices.mustExist(flow.iif);
  if (flow.oif !== undefined) devices.mustExist(flow.oif);
  const master = devices.vrfOf(flow.oif ?? flow.iif);
  const oif = master && master.dev === flow.oif ? undefined : flow.oif;
  const linkScope = !arriving && master && isLinkScope(BigInt(flow.to));
  const asked = { ...flow, oif, vrf: master };
  const result = linkScope ? lookupOnVrfLink(model, asked, master, trace) : model.fib(asked, trace);
  if (result.kind === 'error') return { kind: 'error', error: result.error };
  const { match } = result;
  const { type } = match.route.route;
  const { table } = match;
  const chosen = match.hops.map((hop) => sourceOf(model, flow, match, hop));
  const [{ source }] = chosen as [ChosenSource];
  const prefsrc = chosen.every((each) => each.source === source) ? source : undefined;
  const sourceUnknown = chosen.find((each) => each.sourceUnknown !== undefined)?.sourceUnknown;
  const common = { kind: 'route', type, table, prefsrc, sourceUnknown } as const;
  if (match.hops.length > 1) return { ...common, nextHops: [...match.hops] };
  const hop = match.hops[0] as NextHop;
  return { ...common, dev: deviceOf(model, match, hop), gateway: hop.gateway };
}
