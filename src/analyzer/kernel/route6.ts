import type { NextHop } from '../model/index.ts';
import type { FamilyModel } from './host-model.ts';
import type { Match6 } from './lookup6.ts';
import type { Outcome } from './outcome.ts';
import type { RuleFlow } from './rules.ts';
import { chooseSource } from './source-address.ts';
import { selectAddress6 } from './source-address6.ts';
import { note, type Trace } from './trace.ts';

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

/**
 * The route of an IPv6 packet, sent or arriving. There is no source validation, and whether it would really be forwarded is not
 * asked: `ip -6 route get … iif` answers the same with forwarding on or off (measured).
 */
export function route6(model: Model, flow: RuleFlow, trace: Trace | undefined): Outcome {
  const { devices } = model;
  const { arriving } = flow;
  if (arriving) devices.mustExist(flow.iif);
  if (flow.oif !== undefined) devices.mustExist(flow.oif);
  const master = devices.vrfOf(flow.oif ?? flow.iif);
  const oif = master && master.dev === flow.oif ? undefined : flow.oif;
  const result = model.fib({ ...flow, oif, vrf: master }, trace);
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
  if (type === 'local') note(trace, 'the destination is an address of this host');
  return { ...common, dev: deviceOf(model, match, hop), gateway: hop.gateway };
}
