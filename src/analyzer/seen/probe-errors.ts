import type { ProbeReport } from '../model/index.ts';

/** Who said "Destination Host Unreachable": the sender itself found no next hop, or a router found no neighbour. */
export function unreachableFrom(probe: ProbeReport | undefined): string[] {
  return (probe?.errors ?? []).flatMap(
    (line) => /^From (\S+?):? .*Destination Host Unreachable/.exec(line)?.[1] ?? [],
  );
}

/** Whether the connection was refused, or turned down at once: an answer, but not the one that was wanted. */
export function wasRefused(probe: ProbeReport | undefined): boolean {
  if (probe?.outcome === 'refused' || probe?.outcome === 'rejected') return true;
  return probe?.errors.some((line) => /connection refused/i.test(line)) ?? false;
}

/** A router on the way that says that it does not let the packet pass: neither the asked host nor the sender. */
export function prohibitingRouter(
  probe: ProbeReport | undefined,
  others: readonly (string | undefined)[],
): string | undefined {
  if (probe?.outcome !== 'prohibited' || probe.received > 0) return undefined;
  const { reportedBy } = probe;
  return reportedBy === undefined || others.includes(reportedBy) ? undefined : reportedBy;
}

/** Whether somebody on the way said that the packet was too large. */
export function saidTooLong({ errors }: ProbeReport): boolean {
  return errors.some((line) => /too long|frag|mtu/i.test(line));
}
