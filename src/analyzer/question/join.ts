import type { Observation, Packet } from '../model/index.ts';
import { canonical } from './addresses.ts';
import { type Console, consoleOf } from './console.ts';

/**
 * The consoles with the captures that stand behind no prompt given to the host that must have made them: the one whose
 * address their packets come in for, or leave from. Where several fit, or none, they stay apart.
 */
export function withNamelessCaptures(consoles: readonly Console[]): readonly Console[] {
  const nameless = consoles.find(({ name }) => name === undefined);
  const captures = nameless?.observation.captures ?? [];
  if (!nameless || captures.length === 0 || nameless.listsState) return consoles;
  const named = consoles.filter((console) => console !== nameless);
  const places = captures
    .flatMap(({ packets }) => packets)
    .flatMap((packet) => {
      const end = endThere(packet);
      return end === undefined ? [] : named.filter(({ own }) => own.has(canonical(end)));
    });
  const [host, ...others] = new Set(places);
  if (!host || others.length > 0) return consoles;
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
  const used = new Set(host.evidence.map(({ id }) => id));
  const evidence = nameless.evidence.filter(isCapture).map((item) => {
    let id = 'capture';
    for (let at = 2; used.has(id); at++) id = `capture-${at}`;
    used.add(id);
    return { ...item, id };
  });
  return {
    ...host,
    captures: [...host.captures, ...nameless.captures],
    evidence: [...host.evidence, ...evidence],
    gaps: [...host.gaps, ...nameless.gaps.filter(({ part }) => part === 'capture')],
  };
}
