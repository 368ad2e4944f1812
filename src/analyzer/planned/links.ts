import { type HostState, type Link, linkOf, type PlannedChange, sysctl, sysctlKey } from '../model/index.ts';
import { withoutRoutesBy, withRoutesOf } from './addresses4.ts';
import { withIpv6, withoutIpv6 } from './addresses6.ts';
import { type Applied, fails, isMissing, isUp, made, withLink } from './parts.ts';

type LinkSet = Extract<PlannedChange, { kind: 'link-set' }>;

/** `ip link set`: up, down, into a VRF or bridge, or out of it. */
export function setLink(state: HostState, { dev, up, master, mtu }: LinkSet): Applied {
  if (isMissing(state, dev)) return fails('ENODEV');
  if (typeof master === 'string' && isMissing(state, master)) return fails('ENODEV');
  if (typeof master === 'string' && linkOf(state, master)?.kind === 'bond' && isUp(state, dev))
    // "Device can not be enslaved while up" (`bond_enslave`)
    return fails('EPERM');
  let after = mtu === undefined ? state : withLink(state, dev, (link) => ({ ...link, mtu }));
  if (master !== undefined) after = withMaster(after, dev, master);
  if (up !== undefined) after = up ? broughtUp(after, dev) : takenDown(after, dev);
  return after === state ? { kind: 'nothing' } : made(after);
}

const DOWN = /^(?:UP|LOWER_UP|RUNNING|NO-CARRIER)$/;

/**
 * An interface goes down: IPv4 keeps its addresses and the local entries for them, and loses every other route by it; IPv6 loses both.
 */
function takenDown(state: HostState, dev: string): HostState {
  const link = linkOf(state, dev);
  if (link && !link.flags.includes('UP') && link.flags.length > 0) return state;
  const down = withLink(state, dev, (one) => ({
    ...one,
    flags: one.flags.filter((flag) => !DOWN.test(flag)),
    operstate: 'DOWN',
  }));
  const without4 = withoutRoutesBy(down, dev, ({ type, scope }) => type !== 'local' && scope !== 'host');
  const keeps = ['all', dev].some(
    (scope) => (sysctl(state, sysctlKey(6, scope, 'keep_addr_on_down')) ?? 0) > 0,
  );
  const without = withoutIpv6(without4, dev, keeps);
  const neighbours = without.neighbours?.filter((entry) => entry.dev !== dev);
  const after = neighbours === undefined ? without : { ...without, neighbours };
  return vlansOn(after, dev).reduce(takenDown, after);
}

/** The VLANs of an interface, as they are usually named: they go down with it, and do not come up with it by themselves. */
function vlansOn({ links = [] }: HostState, dev: string): string[] {
  return links
    .filter(({ name, kind, flags }) => kind === 'vlan' && name.startsWith(`${dev}.`) && flags.includes('UP'))
    .map(({ name }) => name);
}

/** An interface comes up: the routes of its addresses come back; those that somebody had added do not. */
function broughtUp(state: HostState, dev: string): HostState {
  const link = linkOf(state, dev);
  if (link === undefined || link.flags.includes('UP')) return state;
  const up = withLink(state, dev, (one) => ({
    ...one,
    flags: [...one.flags, 'UP', 'LOWER_UP'],
    operstate: one.kind === 'dummy' || one.name === 'lo' ? 'UNKNOWN' : 'UP',
  }));
  const own = (up.addresses ?? []).filter((one) => one.dev === dev && one.family === 4);
  const with4 = own.reduce(withRoutesOf, up);
  return withIpv6(revived(with4, dev), dev);
}

/** Next hops that were dead because their interface was down (`fib_sync_up`). */
function revived(state: HostState, dev: string): HostState {
  const routes = state.routes[4];
  if (routes === undefined) return state;
  const alive = routes.map((route) => ({
    ...route,
    nextHops: route.nextHops.map((hop) =>
      hop.dev === dev && hop.flags.includes('dead')
        ? { ...hop, flags: hop.flags.filter((flag) => flag !== 'dead' && flag !== 'linkdown') }
        : hop,
    ),
  }));
  return { ...state, routes: { ...state.routes, 4: alive } };
}

/**
 * An interface joins or leaves a master. With a VRF all of its routes go, and its addresses' own come back in the other table, since it is
 * taken down and up (`cycle_netdev`); its IPv6 addresses are lost unless they are kept.
 */
function withMaster(state: HostState, dev: string, master: string | null): HostState {
  const link = linkOf(state, dev);
  const before = link?.master === undefined ? undefined : linkOf(state, link.master);
  const after = master === null ? undefined : linkOf(state, master);
  if ((link?.master ?? null) === master) return state;
  const isVrf = before?.kind === 'vrf' || after?.kind === 'vrf';
  const joined = withLink(state, dev, ({ master: _, ...one }) =>
    master === null ? one : { ...one, master },
  );
  if (after?.kind === 'bond') return asSlave(joined, dev);
  const moved = after?.kind === 'bridge' ? withMacOfPorts(joined, after.name) : joined;
  if (!isVrf) return moved;
  const wasUp = isUp(state, dev);
  const cleared = withoutRoutesBy(moved, dev, () => true);
  const keeps = ['all', dev].some(
    (scope) => (sysctl(state, sysctlKey(6, scope, 'keep_addr_on_down')) ?? 0) > 0,
  );
  const down = withLink(withoutIpv6(cleared, dev, keeps), dev, (one) => ({
    ...one,
    flags: one.flags.filter((flag) => !DOWN.test(flag)),
  }));
  if (wasUp) return broughtUp(down, dev);
  return (down.addresses ?? [])
    .filter((one) => one.dev === dev && one.family === 4)
    .reduce(withRoutesOf, down);
}

/** A slave of a bond is brought up by it, and IPv6 keeps off it (`addrconf_notify`). */
function asSlave(state: HostState, dev: string): HostState {
  return withoutIpv6(broughtUp(withoutIpv6(state, dev), dev), dev);
}

/** A bridge has the lowest MAC of its ports (`br_stp_recalculate_bridge_id`). */
function withMacOfPorts(state: HostState, bridge: string): HostState {
  const macs = (state.links ?? []).flatMap(({ master, mac }) => (master === bridge && mac ? [mac] : []));
  const [lowest] = macs.toSorted();
  return lowest === undefined ? state : withLink(state, bridge, (link) => ({ ...link, mac: lowest }));
}

/** The settings with which an interface begins: those of `default` (`inetdev_init`, `ipv6_add_dev`). */
function withDefaultSettings(state: HostState, dev: string): HostState {
  const own = Object.entries(state.sysctls ?? {}).flatMap(([key, value]) => {
    const [, start, end] = /^(net\.ipv[46]\.(?:conf|neigh)\.)default(\..+)$/.exec(key) ?? [];
    return start === undefined ? [] : [[`${start}${dev.replaceAll('.', '/')}${end}`, value] as const];
  });
  return own.length === 0 ? state : { ...state, sysctls: { ...state.sysctls, ...Object.fromEntries(own) } };
}

/** A new interface, which is down and has no address. The first VRF brings the rule that looks up every VRF's table (l3mdev). */
export function addLink(state: HostState, link: Link): Applied {
  if (linkOf(state, link.name) !== undefined) return fails('EEXIST');
  const after = withDefaultSettings({ ...state, links: [...(state.links ?? []), link] }, link.name);
  if (link.kind !== 'vrf' || state.links?.some(({ kind }) => kind === 'vrf')) return made(after);
  return made(([4, 6] as const).reduce(withVrfRule, after));
}

/** Preference of that rule (FIB_RULE_PREF of drivers/net/vrf.c). */
const VRF_PREFERENCE = 1000;

function withVrfRule(state: HostState, family: 4 | 6): HostState {
  const rules = state.rules[family];
  if (rules === undefined || rules.some(({ l3mdev }) => l3mdev === true)) return state;
  const at = rules.findIndex(({ preference }) => preference >= VRF_PREFERENCE);
  const rule = {
    family,
    preference: VRF_PREFERENCE,
    l3mdev: true,
    action: { kind: 'lookup' as const, table: 'l3mdev' },
  };
  const place = at < 0 ? rules.length : at;
  return { ...state, rules: { ...state.rules, [family]: rules.toSpliced(place, 0, rule) } };
}

/** An interface goes with its addresses and routes; rules that name it match nothing from then on. */
export function deleteLink(state: HostState, dev: string): Applied {
  if (isMissing(state, dev)) return fails('ENODEV');
  const freed = (state.links ?? []).filter(({ master }) => master === dev).map(({ name }) => name);
  const alone = freed.reduce((known, name) => withMaster(known, name, null), state);
  const without = withoutIpv6(takenDown(alone, dev), dev);
  const gone = withoutRoutesBy(without, dev, () => true);
  const rules = (family: 4 | 6) =>
    gone.rules[family]?.map((rule) => ({
      ...rule,
      ...(rule.iif === dev ? { iifDetached: true } : {}),
      ...(rule.oif === dev ? { oifDetached: true } : {}),
    }));
  const [rules4, rules6] = [rules(4), rules(6)];
  return made({
    ...gone,
    rules: { ...(rules4 ? { 4: rules4 } : {}), ...(rules6 ? { 6: rules6 } : {}) },
    links: (gone.links ?? []).filter(({ name }) => name !== dev),
    addresses: (gone.addresses ?? []).filter((one) => one.dev !== dev),
    ...(gone.neighbours ? { neighbours: gone.neighbours.filter((entry) => entry.dev !== dev) } : {}),
  });
}
