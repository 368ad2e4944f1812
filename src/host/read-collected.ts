import type { Observation, ProbeReport } from '../analyzer/model/index.ts';
import { emptyObservation } from '../analyzer/model/index.ts';
import { readSections, type Section, splitCollected } from '../transcript/index.ts';

/** The observation that a framed transcript tells. */
export function readCollected(text: string, host: string): Observation {
  const collected = splitCollected(text.replaceAll('\r', '').split('\n'));
  const sections = collected?.sections ?? [];
  const observation = readSections(sections)[0] ?? emptyObservation();
  observation.host = host;
  observation.probes.push(...sections.flatMap(readConnectionAttempt));
  return observation;
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
