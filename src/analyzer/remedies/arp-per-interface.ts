import {
  type Address,
  addressHolder,
  type Change,
  type HostState,
  type Message,
  sysctlKey,
} from '../model/index.ts';
import { formatPrefix, parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import { arpSetting } from '../seen/arp-settings.ts';
import type { Walk } from '../walk/index.ts';
import { findGateway, type GatewayFinding, type GatewayWishes } from './gateway.ts';
import { askGateway, decidersOf } from './policy-routing.ts';
import { policyRoutingChanges } from './policy-routing-changes.ts';
import type { RemedyKind, RemedyPlan } from './remedy.ts';

/**
 * The least value of each that makes an interface answer for, and ask by, its own addresses alone (ip-sysctl): arp_ignore 1 answers
 * only for addresses of the interface that the question came in by, arp_announce 2 asks with the best local address there.
 */
const WANTED = { arp_ignore: 1, arp_announce: 2 } as const;

/** "Each of the interfaces in one network answers for its own address, and by itself." */
export const ARP_PER_INTERFACE = {
  id: 'arp-per-interface',
  recommended: true,
  families: [4],
  movesAnswers: true,
  byAddress: true,
  contains: ['policy-routing'],
  arrivesBy: (walk) => holderOf(walk)?.dev,
  fits(walk) {
    const { state } = walk.modelled;
    const members = membersOf(walk);
    // Where the settings were not shown, that each answers for all is only the default.
    const isShown = members.every((dev) => state.sysctls?.[sysctlKey(4, dev, 'arp_ignore')] !== undefined);
    const answersForAll = (dev: string) =>
      arpSetting(state, dev, 'arp_ignore') === 0 && arpSetting(state, dev, 'arp_filter') === 0;
    return isShown && members.some(answersForAll);
  },
  risks: (walk) => [
    { key: 'risk.arp-own-only', devices: membersOf(walk) },
    { key: 'risk.own-addresses-move', device: holderOf(walk)?.dev ?? walk.asked.flow.interface },
    { key: 'risk.until-reboot' },
  ],
  plan(walk, gateways, planned) {
    const { state } = walk.modelled;
    const holder = holderOf(walk);
    if (!holder) return none({ key: 'plan.no-address', device: walk.asked.flow.interface });
    const elsewhere = addressElsewhere(walk, holder);
    if (elsewhere)
      return none({ key: 'plan.arp-for-others', device: elsewhere.dev, address: elsewhere.local });
    const settings = settingsFor(state, membersOf(walk));
    if (settings.kind === 'none') return settings;
    const device = addressHolder(state, holder.dev);
    const found = gatewayInNetwork(walk, device, gateways);
    // Neighbours of that network alone are answered without one.
    if (found.kind === 'unknown' && !isNeighbour(walk, holder)) return askGateway(device, found.claims);
    const gateway =
      found.kind === 'unknown'
        ? undefined
        : { address: found.address, sources: found.sources, assumed: found.kind === 'assumed' };
    const way = { device, ...(gateway ? { gateway: gateway.address } : {}) };
    const routing = policyRoutingChanges(state, {
      ...way,
      family: 4,
      decidedBy: decidersOf(walk, way),
      planned,
    });
    const known = gateway ? { gateway } : {};
    if (routing.kind === 'impossible') return { kind: 'none', because: routing.because, ...known };
    return {
      kind: 'changes',
      // First the way of the answers, then who answers ARP.
      changes: [...routing.changes, ...settings.changes],
      restsOn: { ...routing.restsOn, ...settings.restsOn },
      ...known,
    };
  },
} as const satisfies RemedyKind<'arp-per-interface'>;

/** The router of the network is the same for all interfaces there, whichever of them has seen it. */
function gatewayInNetwork(walk: Walk, device: string, gateways: GatewayWishes): GatewayFinding {
  const own = findGateway(walk, device, gateways);
  if (own.kind !== 'unknown') return own;
  const found = membersOf(walk).map((member) => findGateway(walk, member));
  return found.find(({ kind }) => kind !== 'unknown') ?? own;
}

type Settings =
  | Extract<RemedyPlan, { kind: 'none' }>
  | Pick<Extract<RemedyPlan, { kind: 'changes' }>, 'kind' | 'changes' | 'restsOn'>;

/** What is to be set on each, where `all` does not have it already; what it is today has to be known, for its way back. */
function settingsFor(state: HostState, devices: readonly string[]): Settings {
  const changes: Change[] = [];
  const restsOn: Record<string, string> = {};
  for (const device of devices) {
    for (const name of ['arp_announce', 'arp_ignore'] as const) {
      if (arpSetting(state, device, name) >= WANTED[name]) continue;
      const key = sysctlKey(4, device, name);
      const before = state.sysctls?.[key];
      if (before === undefined) return none({ key: 'plan.arp-not-shown', device });
      changes.push({ kind: 'sysctl', key, before, after: String(WANTED[name]) });
      restsOn[key] = before;
    }
  }
  return { kind: 'changes', changes, restsOn };
}

function holderOf({ modelled: { state }, asked: { flow } }: Walk): Address | undefined {
  return state.addresses?.find(({ local, family }) => family === 4 && local === flow.to);
}

/** The interfaces that have an address in the asked one's network, its own first. */
function membersOf(walk: Walk): string[] {
  const holder = holderOf(walk);
  const network = holder && networkOf(holder);
  if (!holder || network === undefined) return [];
  const others = (walk.modelled.state.addresses ?? []).filter(
    (address) => address.family === 4 && address.dev !== 'lo' && networkOf(address) === network,
  );
  const devices = [...new Set([holder.dev, ...others.map(({ dev }) => dev)])];
  return devices.length > 1 ? devices : [];
}

function networkOf({ local, prefixLength }: Address): string | undefined {
  const prefix = prefixLength < 32 ? parsePrefix(`${local}/${prefixLength}`) : undefined;
  return prefix && formatPrefix(prefix);
}

/** An address of that network on none of its interfaces (on lo, say): neighbours find it by ARP as long as all answer for all. */
function addressElsewhere(walk: Walk, holder: Address): Address | undefined {
  const network = parsePrefix(networkOf(holder) ?? '');
  const members = membersOf(walk);
  return (walk.modelled.state.addresses ?? []).find(({ local, dev, family }) => {
    const address = family === 4 && !members.includes(dev) ? parseAddress(local) : undefined;
    return network !== undefined && address !== undefined && prefixContains(network, address);
  });
}

function isNeighbour({ asked: { sender } }: Walk, holder: Address): boolean {
  const network = parsePrefix(networkOf(holder) ?? '');
  const address = parseAddress(sender);
  return network !== undefined && address !== undefined && prefixContains(network, address);
}

function none(because: Message): Extract<RemedyPlan, { kind: 'none' }> {
  return { kind: 'none', because };
}
