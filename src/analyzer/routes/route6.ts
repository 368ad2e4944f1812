import type { NextHop } from '../model/index.ts';
import type { RouteAnswer } from './answers.ts';
import type { FamilyModel } from './host-model.ts';
import { type Match6, tableLookup6 } from './lookup6.ts';
import type { RuleFlow, RulesResult } from './rules.ts';
import { chooseSource } from './source-address.ts';
import { selectAddress6 } from './source-address6.ts';
import type { Trace } from './trace.ts';

type Model = FamilyModel<Match6>;

/** Source address as `ip -6 route get` prints it: the route's own, else selected, whatever `from` was. */
function sourceOf(model: Model, flow: RuleFlow, match: Match6, hop: NextHop): string | undefined {
  return (
    match.route.route.prefsrc ??
    selectAddress6(model.devices, model.sysctls, hop.dev ?? 'lo', BigInt(flow.to))
  );
}

/** Local entries and the kernel's own anycast ones are delivered by `lo`, or by the VRF of their interface. */
function deviceOf(model: Model, match: Match6, hop: NextHop): string | undefined {
  const { type, protocol } = match.route.route;
  if (type !== 'local' && !(type === 'anycast' && protocol === 'kernel')) return hop.dev;
  return model.devices.vrfOf(hop.dev ?? 'lo')?.dev ?? 'lo';
}

/** Multicast and link-local destinations. */
function isLinkScope(to: bigint): boolean {
  return to >> 120n === 0xffn || to >> 118n === 0xfe80n >> 6n;
}

/**
 * Multicast and link-local destinations from a member of a VRF: the VRF's table is asked and no rule; from the VRF device itself
 * there is no way to them (measured).
 */
function lookupOnVrfLink(
  model: Model,
  flow: RuleFlow,
  vrf: { dev: string; table: string },
  trace: Trace | undefined,
): RulesResult<Match6> {
  const nowhere = { kind: 'error', error: 'ENETUNREACH', rejected: false } as const;
  if (flow.oif === undefined) return nowhere;
  const { devices, sysctls, state, tables } = model;
  const around = { devices, sysctls, neighbours: state.neighbours ?? [] };
  const result = tableLookup6(tables, vrf.table, flow, around, trace);
  if (result?.kind === 'match') return { kind: 'match', match: result.match };
  return result?.kind === 'reject' ? { kind: 'error', error: result.error, rejected: true } : nowhere;
}

/**
 * The route of an IPv6 packet, sent or arriving. There is no source validation, and whether it would really be forwarded is not
 * asked: `ip -6 route get … iif` answers the same with forwarding on or off (measured).
 */
export function route6(model: Model, flow: RuleFlow, trace: Trace | undefined): RouteAnswer {
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
  const chosen = match.hops.map((hop) =>
    chooseSource(() => (arriving ? match.route.route.prefsrc : sourceOf(model, flow, match, hop))),
  );
  const sources = new Set(chosen.map(({ source }) => source));
  const prefsrc = sources.size === 1 ? chosen[0]?.source : undefined;
  const sourceUnknown = chosen.find((each) => each.sourceUnknown !== undefined)?.sourceUnknown;
  const common = { kind: 'route', type, table, prefsrc, sourceUnknown } as const;
  if (match.hops.length > 1) return { ...common, nextHops: [...match.hops] };
  const hop = match.hops[0] as NextHop;
  return { ...common, dev: deviceOf(model, match, hop), gateway: hop.gateway };
}
