import type { Packet } from '../model/index.ts';
import { canonical, isOneHost } from './addresses.ts';
import { type Attempt, attempt } from './attempt.ts';
import type { Seen } from './captured.ts';
import type { Console } from './console.ts';

type Asked = { asker: string; address: string; requests: Seen[] };

/**
 * Requests for a hardware address (ARP, neighbour solicitations) that nobody answers, and addresses that two machines
 * claim. An answer to such a request alone says nothing of the traffic behind it, so those that are answered are no attempts.
 */
export function neighbourAttempts(console: Console, seen: readonly Seen[]): Attempt[] {
  const asked = new Map<string, Asked>();
  const claims = new Map<string, { macs: Set<string>; line: string }>();
  for (const each of seen) {
    const { packet } = each;
    const request = requestOf(packet);
    if (request) {
      const key = `${request.asker} ${request.address}`;
      const known = asked.get(key) ?? { ...request, requests: [] };
      known.requests.push(each);
      asked.set(key, known);
    }
    const claimed = claimOf(packet);
    if (claimed === undefined) continue;
    const claim = claims.get(claimed) ?? { macs: new Set(), line: packet.line.trim() };
    if (packet.announcedMac !== undefined) claim.macs.add(packet.announcedMac);
    claims.set(claimed, claim);
  }
  return [...asked.values()].flatMap((each) => neighbourAttempt(console, each, claims.get(each.address)));
}

function neighbourAttempt(
  console: Console,
  { asker, address, requests }: Asked,
  claim: { macs: ReadonlySet<string>; line: string } | undefined,
): Attempt[] {
  const contested = (claim?.macs.size ?? 0) > 1;
  if (claim && !contested) return [];
  // Its own question for a next hop is no attempt of anybody to reach it.
  const fromHere = console.own.has(asker) && !console.own.has(address);
  const isOwn = fromHere || requests.some(({ packet }) => packet.direction === 'out');
  if (isOwn && !contested) return [];
  const first = requests[0]?.packet.line.trim() ?? '';
  return [
    attempt({
      console,
      showing: contested ? 'two-owners' : 'arp-requests',
      side: isOwn ? 'sender' : console.own.has(address) ? 'asked' : 'unknown',
      outcome: contested || !console.own.has(address) ? 'unclear' : 'failed',
      from: asker,
      to: address,
      protocol: 'icmp',
      device: isOwn ? undefined : requests.find(({ device }) => device !== undefined)?.device,
      answers: contested,
      count: requests.length,
      line: contested ? (claim?.line ?? first) : first,
    }),
  ];
}

/** Who asks for which address; a probe for a duplicate and an announcement ask for nobody. */
function requestOf({
  protocol,
  kind,
  source,
  destination,
  about,
}: Packet): { asker: string; address: string } | undefined {
  const isArp = protocol === 'arp' && kind === 'who-has';
  const address = isArp ? destination : kind === 'neighbour-solicitation' ? about : undefined;
  if (source === undefined || address === undefined || source === address) return undefined;
  return isOneHost(source) ? { asker: canonical(source), address: canonical(address) } : undefined;
}

function claimOf({ protocol, kind, source, about }: Packet): string | undefined {
  const address =
    protocol === 'arp' && kind === 'is-at' ? source : kind === 'neighbour-advertisement' ? about : undefined;
  return address === undefined ? undefined : canonical(address);
}
