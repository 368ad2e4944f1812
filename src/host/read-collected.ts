import type { Observation, ProbeReport } from '../analyzer/model/index.ts';
import { emptyObservation, emptyRuleset } from '../analyzer/model/index.ts';
import { readSections, type Section, splitCollected } from '../transcript/index.ts';

/** What the program's own remarks are called among the commands. */
const GAP = 'roundtrip gap ';
const INCOMPLETE = 'roundtrip incomplete capture';
const NO_FILTERS = 'roundtrip filters';

/** The observation that a framed transcript tells; what the program itself remarked (gaps) is joined in. */
export function readCollected(text: string, host: string): Observation {
  const collected = splitCollected(text.replaceAll('\r', '').split('\n'));
  const sections = collected?.sections ?? [];
  const listings = sections.filter(
    ({ command }) => command === INCOMPLETE || !command?.startsWith('roundtrip '),
  );
  const observation = readSections(listings)[0] ?? emptyObservation();
  observation.host = host;
  for (const section of sections) {
    if (section.command?.startsWith(GAP)) {
      addGap(observation, section.command.slice(GAP.length), section.output.trim());
    }
    if (section.command === NO_FILTERS) observation.state.filters ??= emptyRuleset();
  }
  observation.probes.push(...sections.flatMap(readConnectionAttempt));
  return observation;
}

/** A part of the state is missing there; the rest (capture, probe) is missing in the observation. */
function addGap(observation: Observation, part: string, because: string): void {
  const gaps = part === 'capture' || part === 'probe' ? observation.gaps : observation.state.gaps;
  if (!gaps.some((gap) => gap.part === part)) gaps.push({ part, because });
}

/** bash's /dev/tcp, for hosts without nc: one attempt, told by its exit status. */
function readConnectionAttempt(section: Section): ProbeReport[] {
  const command = section.command ?? '';
  const to = /^bash -c 'exec 5<>\/dev\/tcp\/([^/]+)\/\d+'$/.exec(command)?.[1];
  if (to === undefined) return [];
  const errors = section.output.split('\n').filter((line) => line.trim() !== '');
  return section.exitStatus === 0
    ? [{ command, to, sent: 1, received: 1, errors: [] }]
    : [{ command, to, sent: 1, received: 0, errors: errors.slice(0, 3) }];
}
