import { type Address, sysctlKey } from '../model/index.ts';
import { formatPrefix, parsePrefix } from '../routes/index.ts';
import { arpSetting } from '../seen/arp-settings.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type Assumption, type CauseFile, type Claim, claim, LINKS } from './cause.ts';
import { undecided } from './priors.ts';

/**
 * Two interfaces in one network both answer ARP for both addresses, unless arp_ignore or arp_filter says otherwise
 * (Documentation/networking/ip-sysctl): the sender's packets can then come in by the wrong one.
 */
export const arpFlux: CauseFile<'arp-flux'> = {
  code: 'arp-flux',
  claims(walk) {
    const { state } = walk.modelled;
    const { flow, family } = walk.asked;
    const holder = state.addresses?.find(({ local }) => local === flow.to);
    if (family === 6 || !holder) return answeredByOther(walk);
    const siblings = siblingsOf(walk, holder);
    const came = siblings.find(({ dev }) =>
      walk.seen.packets.requests.some((request) => request.dev === dev),
    );
    if (came) return [fluxBy(walk, holder.dev, came.dev, networkOf(holder) ?? '')];
    const answered = answeredByOther(walk);
    if (answered.length > 0 || walk.seen.packets.requests.some(({ dev }) => dev !== undefined))
      return answered;
    const open = siblings.find(({ dev }) => answersForOthers(walk, dev));
    return open ? [possible(walk, holder, open.dev)] : [];
  },
  remedies: ['arp-per-interface'],
  advice: () => ({
    commands: [
      ['sysctl', '-w', 'net.ipv4.conf.all.arp_ignore=1'],
      ['sysctl', '-w', 'net.ipv4.conf.all.arp_announce=2'],
    ],
    link: LINKS.ipSysctl,
  }),
};

function fluxBy(walk: Walk, holder: string, other: string, network: string): Claim {
  return claim({ cause: 'arp-flux', facts: { holder, other, network } }, 'neighbour-in', {
    before: 'left',
    evidence: cite(walk, 'capture', 'addresses', 'sysctls', 'peer-probe'),
    shown: { key: 'seen.came-in-by-other', address: walk.asked.flow.to, holder, other },
  });
}

/** Two hardware addresses answered for the address, and both are this host's own: a sibling interface answers too. */
function answeredByOther(walk: Walk): Claim[] {
  const { flow } = walk.asked;
  const { state } = walk.modelled;
  const asked = [walk.seen.linkTalk, ...(walk.seen.peerLinkTalk ? [walk.seen.peerLinkTalk] : [])];
  const macs = new Set(
    asked.flatMap(({ answers }) =>
      answers.flatMap(({ address, mac }) => (address === flow.to && mac !== undefined ? [mac] : [])),
    ),
  );
  const devices = (state.links ?? []).filter(
    ({ mac, master }) => mac !== undefined && macs.has(mac) && master === undefined,
  );
  const other = devices.find(({ name, mac }) => name !== flow.interface && !sharesMac(walk, name, mac));
  if (!other || walk.asked.family === 6) return [];
  return [fluxBy(walk, flow.interface, other.name, '')];
}

/** A bridge or VLAN has the hardware address of the device below it: then nothing tells the two apart. */
function sharesMac(
  { modelled: { state }, asked: { flow } }: Walk,
  name: string,
  mac: string | undefined,
): boolean {
  return (state.links ?? []).some(
    (link) => link.name !== name && link.mac === mac && link.name === flow.interface,
  );
}

function possible(walk: Walk, holder: Address, other: string): Claim {
  const facts = { holder: holder.dev, other, network: networkOf(holder) ?? '' };
  return claim({ cause: 'arp-flux', facts }, 'neighbour-in', {
    before: 'left',
    evidence: cite(walk, 'addresses', 'sysctls'),
    rests: [undecided({ about: 'arrival', device: holder.dev }), ...settingsNotShown(walk, other)],
  });
}

/** That a setting was not shown is no sign that it has its default. */
function settingsNotShown({ modelled: { state } }: Walk, dev: string): Assumption[] {
  const keys = ['all', dev].flatMap((device) => ARP_SETTINGS.map((name) => sysctlKey(4, device, name)));
  const missing = keys.filter((key) => state.sysctls?.[key] === undefined);
  return missing.length === 0 ? [] : [undecided({ about: 'sysctl', keys: missing })];
}

const ARP_SETTINGS = ['arp_ignore', 'arp_filter'] as const;

function siblingsOf({ modelled: { state } }: Walk, holder: Address): Address[] {
  return (state.addresses ?? []).filter(
    (address) =>
      address.dev !== holder.dev && address.family === 4 && networkOf(address) === networkOf(holder),
  );
}

function networkOf({ local, prefixLength }: Address): string | undefined {
  const prefix = prefixLength < 32 ? parsePrefix(`${local}/${prefixLength}`) : undefined;
  return prefix && formatPrefix(prefix);
}

/** The greater of all's and the interface's own arp_ignore counts. */
function answersForOthers({ modelled: { state } }: Walk, dev: string): boolean {
  return arpSetting(state, dev, 'arp_ignore') === 0 && arpSetting(state, dev, 'arp_filter') === 0;
}
