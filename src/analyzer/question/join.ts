import type { Observation, Packet } from '../model/index.ts';
import { canonical } from './addresses.ts';
import { type Console, consoleOf, networkOf } from './console.ts';
import { asRenamed, withFreeIds } from './evidence.ts';
import { isOfSender } from './sender-captures.ts';

/**
 * The consoles with the captures that stand behind no prompt given to the host that must have made them: the one whose
 * address their packets come in for, or leave from; else the only one with a prompt, unless it is a sender's. Where several
 * fit, or none, they stay apart.
 */
export function withNamelessCaptures(consoles: readonly Console[]): readonly Console[] {
  const nameless = consoles.find(({ name }) => name === undefined);
  const packets = nameless?.observation.captures.flatMap((capture) => capture.packets) ?? [];
  if (!nameless || packets.length === 0 || nameless.listsState) return consoles;
  const named = consoles.filter((console) => console !== nameless);
  const places = new Set(
    packets.flatMap((packet) => {
      const end = endThere(packet);
      return end === undefined ? [] : named.filter(({ own }) => own.has(canonical(end)));
    }),
  );
  const [host, ...others] = places.size > 0 ? places : named.filter((console) => !isSender(console, packets));
  if (!host || others.length > 0 || (places.size === 0 && named.length > 1)) return consoles;
  // Who tried it captured it as well, and the other one has captures of its own.
  const hosts = host.observation.captures;
  const isOfWhoTried = places.size === 0 && targetsOf(nameless, packets) && hosts.length > 0;
  if (isOfWhoTried || nameless.observation.captures.every((capture) => isOfSender(capture, hosts)))
    return consoles;
  const rest = withoutCaptures(nameless.observation);
  return [
    ...named.map((each) =>
      each === host ? consoleOf(withCaptures(host.observation, nameless.observation)) : each,
    ),
    ...(rest.probes.length > 0 || rest.oracle.length > 0 || rest.counters.length > 0
      ? [consoleOf(rest)]
      : []),
  ];
}

/**
 * The consoles with the listings that stand behind no prompt given to the only host that a prompt names, where that host only
 * tried to reach others and nothing of them is listed: it lists as root, say, behind a bare `#`. Where a target is of the
 * listed host it is another's console.
 */
export function withNamelessListings(consoles: readonly Console[]): readonly Console[] {
  const [named, ...others] = consoles.filter(({ name }) => name !== undefined);
  const nameless = consoles.find(({ name }) => name === undefined);
  if (!named || others.length > 0 || !nameless?.listsState || named.listsState) return consoles;
  const isThere = (address: string) =>
    nameless.own.has(address) ||
    nameless.meant.has(address) ||
    (networkOf(nameless, address) !== undefined && !nameless.gateways.has(address));
  const { observation } = named;
  const targets = [...observation.probes, ...(observation.arpProbes ?? [])].map(({ to }) => canonical(to));
  if (targets.length === 0 || targets.some(isThere)) return consoles;
  return [consoleOf(joined(nameless.observation, observation))];
}

/** What was listed behind a bare prompt, and what was tried behind the named one. */
function joined(listed: Observation, tried: Observation): Observation {
  const evidence = withFreeIds(tried.evidence, listed.evidence);
  const told = <Entry extends { evidence?: string | undefined }>(entries: readonly Entry[] = []): Entry[] =>
    asRenamed(entries, tried.evidence, evidence);
  return {
    ...listed,
    ...(tried.host === undefined ? {} : { host: tried.host }),
    probes: [...listed.probes, ...told(tried.probes)],
    captures: [...listed.captures, ...told(tried.captures)],
    oracle: [...listed.oracle, ...told(tried.oracle)],
    counters: [...listed.counters, ...tried.counters],
    traces: [...(listed.traces ?? []), ...told(tried.traces)],
    arpProbes: [...(listed.arpProbes ?? []), ...told(tried.arpProbes)],
    evidence: [...listed.evidence, ...evidence],
    gaps: [...listed.gaps, ...tried.gaps],
  };
}

/** Whether a console tried to reach what the packets are for, or is where they come from. */
function isSender({ observation, own, networks }: Console, packets: readonly Packet[]): boolean {
  if (own.size > 0 || networks.size > 0) return true;
  return targetsOf({ observation }, packets);
}

/** Whether a console tried to reach what the packets are for. */
function targetsOf({ observation }: Pick<Console, 'observation'>, packets: readonly Packet[]): boolean {
  return observation.probes.some((probe) => packets.some(({ destination }) => destination === probe.to));
}

/** The address of a packet that its capture's own host has; where no direction is printed, the one that is asked. */
function endThere({ direction, kind, source, destination }: Packet): string | undefined {
  if (direction === 'in') return destination;
  if (direction === 'out') return source;
  return kind === 'echo-reply' || kind === 'S.' ? source : destination;
}

const isCapture = ({ id }: { id: string }) => /^capture(?:-\d+)?$/.test(id);

function withoutCaptures(observation: Observation): Observation {
  return {
    ...observation,
    captures: [],
    evidence: observation.evidence.filter((item) => !isCapture(item)),
    gaps: observation.gaps.filter(({ part }) => part !== 'capture'),
  };
}

function withCaptures(host: Observation, nameless: Observation): Observation {
  const shown = nameless.evidence.filter(isCapture);
  const evidence = withFreeIds(shown, host.evidence);
  return {
    ...host,
    captures: [...host.captures, ...asRenamed(nameless.captures, shown, evidence)],
    evidence: [...host.evidence, ...evidence],
    gaps: [...host.gaps, ...nameless.gaps.filter(({ part }) => part === 'capture')],
  };
}
