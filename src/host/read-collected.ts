import type { Observation, ProbeReport } from '../analyzer/model/index.ts';
import { emptyHostState } from '../analyzer/model/index.ts';
import { readSections, type Section, splitCollected } from '../transcript/index.ts';

/** What the program's own remarks are called among the commands. */
const GAP = 'roundtrip gap ';
const NO_FILTERS = 'roundtrip filters';

/** The observation that a framed transcript tells; what the program itself remarked (gaps) is joined in. */
export function readCollected(text: string, host: string): Observation {
  const collected = splitCollected(text.replaceAll('\r', '').split('\n'));
  const sections = collected?.sections ?? [];
  const listings = sections.filter((section) => !section.command?.startsWith('roundtrip '));
  const observation = readSections(listings)[0] ?? emptyObservation();
  observation.host = host;
  for (const section of sections) {
    if (section.command?.startsWith(GAP)) {
      addGap(observation, section.command.slice(GAP.length), section.output.trim());
    }
    if (section.command === NO_FILTERS) observation.state.filters ??= [];
  }
  observation.probes.push(...sections.flatMap(readConnectionAttempt));
  return observation;
}

function emptyObservation(): Observation {
  return {
    state: emptyHostState(),
    captures: [],
    oracle: [],
    counters: [],
    probes: [],
    evidence: [],
    gaps: [],
  };
}

/** A part of the state is missing there; the rest (capture, probe) is missing in the observation. */
function addGap(observation: Observation, part: string, because: string): void {
  const gaps = part === 'capture' || part === 'probe' ? observation.gaps : observation.state.gaps;
  if (!gaps.some((gap) => gap.part === part)) gaps.push({ part, because });
}

/** `nc -n -v -z -w 2 ADDR PORT` or bash's /dev/tcp: one attempt, told by its exit status. */
function readConnectionAttempt(section: Section): ProbeReport[] {
  const command = section.command ?? '';
  const attempt = /^nc -n -v (?:-z -w 2|-u -w 1) (\S+) (\d+)$|\/dev\/tcp\/([^/]+)\/(\d+)/.exec(command);
  const to = attempt?.[1] ?? attempt?.[3];
  if (to === undefined) return [];
  const lines = section.output.split('\n').filter((line) => line.trim() !== '');
  // UDP has no answer of its own: only something printed back is one.
  const answered = command.includes(' -u ')
    ? lines.some((line) => !/succeeded|refused|Connection/i.test(line))
    : section.exitStatus === 0;
  return [{ command, to, sent: 1, received: answered ? 1 : 0, errors: answered ? [] : lines.slice(0, 3) }];
}
