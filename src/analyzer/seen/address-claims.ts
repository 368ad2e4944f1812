import { type LinkTalk, linkTalkOf } from '../link-questions.ts';
import { appearsToCover, type Observation } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';

/** Somebody who says that an address is his: by an answer, by asking in its name, or as another machine's log or table knows. */
export type AddressClaim = {
  mac: string;
  /** Where that was seen: on this host's link, by the sender, by a third machine, in a log line. */
  by: 'link' | 'sender' | 'third' | 'log';
  dev?: string;
};

/** Everybody else who claims an address, each hardware address once; this host's own are left out. */
export function foreignClaims(walk: Walk, address: string): AddressClaim[] {
  const own = ownMacs(walk.modelled);
  const found = new Map<string, AddressClaim>();
  for (const claim of allClaims(walk, address))
    if (!own.has(claim.mac) && !found.has(claim.mac)) found.set(claim.mac, claim);
  return [...found.values()];
}

/** Every hardware address that claims an address, this host's own too. */
export function claimedBy(walk: Walk, address: string): Set<string> {
  return new Set([...allClaims(walk, address)].map(({ mac }) => mac));
}

function* allClaims(walk: Walk, address: string): Generator<AddressClaim> {
  const { linkTalk, peerLinkTalk, log, peer, others } = walk.seen;
  for (const { mac, dev } of spoken(linkTalk, address))
    if (mac !== undefined) yield { mac, by: 'link', ...(dev === undefined ? {} : { dev }) };
  for (const { mac } of peerLinkTalk ? spoken(peerLinkTalk, address) : [])
    if (mac !== undefined) yield { mac, by: 'sender' };
  for (const other of others)
    for (const { mac } of spoken(linkTalkOf(other), address))
      if (mac !== undefined) yield { mac, by: 'third' };
  const logs = [log, ...[...others, ...(peer ? [peer] : [])].map(({ state }) => state.kernelLog ?? [])];
  for (const entry of logs.flat())
    if (entry.kind === 'duplicate-address' && entry.address === address)
      for (const mac of entry.macs ?? []) yield { mac, by: 'log', ...device(entry.device) };
  for (const { state } of [...(peer ? [peer] : []), ...others])
    for (const entry of state.neighbours ?? [])
      if (entry.address === address && entry.mac !== undefined && entry.state !== 'PERMANENT')
        yield { mac: entry.mac, by: 'sender' };
}

function device(dev: string | undefined): { dev?: string } {
  return dev === undefined ? {} : { dev };
}

/** Answers for the address, announcements of it, and questions that are asked in its name. */
function spoken({ questions, answers }: LinkTalk, address: string) {
  return [
    ...answers.filter((answer) => answer.address === address && answer.direction !== 'out'),
    ...questions.filter(({ asker, direction }) => asker === address && direction !== 'out'),
  ];
}

/** The hardware addresses of this host's interfaces, as far as they were shown. */
export function ownMacs({ state }: Pick<Observation, 'state'>): Set<string> {
  return new Set((state.links ?? []).flatMap(({ mac }) => mac ?? []));
}

/** Whether a hardware address that no listing shows is another machine's: all interfaces were listed. */
export function macsKnown({ modelled: { state } }: Walk): boolean {
  const listed =
    appearsToCover(state.coverage, 'links') || appearsToCover(state.coverage, 'links', { namesOnly: true });
  return listed && (state.links ?? []).every(({ mac, flags }) => mac !== undefined || isWithoutMac(flags));
}

/** A router that answers for whole networks (proxy ARP, many clouds) is no double. */
export function answersForOthers({ seen: { peer } }: Walk, mac: string, address: string): boolean {
  return (peer?.state.neighbours ?? []).some((entry) => entry.mac === mac && entry.address !== address);
}

/** Hardware addresses that routers share: VRRP (RFC 9568), HSRP and GLBP. What is sent to them reaches whoever forwards. */
export function isSharedByRouters(mac: string): boolean {
  return /^(?:00:00:5e:00:0[12]:|00:00:0c:07:ac:|00:00:0c:9f:f|00:05:73:a0:0|00:07:b4:)/i.test(mac);
}

function isWithoutMac(flags: readonly string[]): boolean {
  return flags.some((flag) => flag === 'LOOPBACK' || flag === 'POINTOPOINT' || flag === 'NOARP');
}
