import type { Packet, ProbeReport } from '../model/index.ts';
import { canonical, isTranslatedBetween } from './addresses.ts';
import { type Console, consoleOf, lacks } from './console.ts';

/**
 * A cloud translates a public address to a private one of its host. What a sender reaches by the public address (a ping, a
 * port) shows up in the host's capture under the private one: where that tells a single address, it is the one that is asked.
 */
export function withTranslatedTargets(consoles: readonly Console[]): readonly Console[] {
  return consoles.map((console) => {
    const { probes } = console.observation;
    const known = new Map(
      [...new Set(probes.map(({ to }) => canonical(to)))].flatMap((to) => {
        const inside = behind(
          to,
          probes,
          consoles.filter((other) => other !== console),
        );
        return inside === undefined ? [] : [[to, inside] as const];
      }),
    );
    if (known.size === 0) return console;
    const translated = probes.map((probe) => ({ ...probe, to: known.get(canonical(probe.to)) ?? probe.to }));
    return consoleOf({ ...console.observation, probes: translated });
  });
}

/** The one private address that answers what is answered by the public one; undefined where none does, or several do. */
function behind(to: string, probes: readonly ProbeReport[], others: readonly Console[]): string | undefined {
  if (others.some(({ own, meant }) => own.has(to) || meant.has(to))) return undefined;
  const answered = new Set(
    probes.filter((probe) => canonical(probe.to) === to && probe.received > 0).map(kindOf),
  );
  if (answered.size === 0) return undefined;
  const found = others.map((other) => answering(other, to)).filter((kinds) => kinds.size > 0);
  const [host, ...more] = found;
  if (!host || more.length > 0) return undefined;
  const fitting = [...host].filter(([, kinds]) => [...answered].some((kind) => kinds.has(kind)));
  return fitting.length === 1 ? fitting[0]?.[0] : undefined;
}

function kindOf({ protocol = 'icmp', port }: ProbeReport): string {
  return protocol === 'icmp' ? protocol : `${protocol} ${port ?? ''}`;
}

/** The private addresses that were seen to answer, with what. */
function answering(console: Console, to: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { packets } of console.observation.captures)
    for (const { source, ...packet } of packets) {
      const kind = answerOf(packet);
      if (source === undefined || kind === undefined || !isTranslatedBetween(source, to)) continue;
      const address = canonical(source);
      if (packet.direction === 'in' || lacks(console, address)) continue;
      found.set(address, (found.get(address) ?? new Set()).add(kind));
    }
  return found;
}

function answerOf({ protocol, kind, sourcePort }: Packet): string | undefined {
  if (kind === 'echo-reply') return 'icmp';
  return protocol === 'tcp' && kind === 'S.' ? `tcp ${sourcePort ?? ''}` : undefined;
}
