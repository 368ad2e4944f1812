import type { ProbeReport } from '../model/index.ts';

/** Who said "Destination Host Unreachable": the sender itself found no next hop, or a router found no neighbour. */
export function unreachableFrom(probe: ProbeReport | undefined): string[] {
  return (probe?.errors ?? []).flatMap((line) => {
    const [, named, plain] = HOST_UNREACHABLE.exec(line) ?? [];
    return named ?? plain ?? [];
  });
}

/** iputils in IPv4 and IPv6, and Windows, which calls it a reply. */
const HOST_UNREACHABLE =
  /^(?:\[[\d.]{1,24}\] )?(?:From|Reply from) (?:\S{1,253} \(([^)]{2,60})\)|(\S{2,60}?)):? .{0,80}(?:Destination host unreachable|Address unreachable)/i;

/**
 * Why the sender's own kernel sent nothing, as its errors say: errno(3) of its calls, or Windows' words. An error that a
 * machine on the way sent names who it is `From`.
 */
export function saidNotSent(
  probe: ProbeReport | undefined,
): 'no-route' | 'not-permitted' | 'no-source' | 'nothing-sent' | undefined {
  if (probe === undefined || probe.received > 0 || probe.reportedBy !== undefined) return undefined;
  const { errors, outcome, sent } = probe;
  const own = errors.filter((line) => !/^(?:From|Reply from) /.test(line));
  if (outcome === 'not-permitted') return 'not-permitted';
  if (own.some((line) => /cannot assign requested address|invalid source/i.test(line))) return 'no-source';
  if (outcome === 'network-unreachable' && own.length > 0) return 'no-route';
  if (own.some((line) => /transmit failed/i.test(line))) return 'nothing-sent';
  return sent === 0 && errors.length > 0 ? 'no-route' : undefined;
}

/** Whether the connection was refused, or turned down at once: an answer, but not the one that was wanted. */
export function wasRefused(probe: ProbeReport | undefined): boolean {
  if (probe?.outcome === 'refused' || probe?.outcome === 'rejected') return true;
  return probe?.errors.some((line) => /connection refused/i.test(line)) ?? false;
}

/** Whether somebody on the way said that the packet was too large. */
export function saidTooLong({ errors }: ProbeReport): boolean {
  return errors.some((line) => /too long|frag|mtu/i.test(line));
}
