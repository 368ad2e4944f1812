import { readFileSync } from 'node:fs';
import type { Observation } from '../../src/analyzer/model/index.ts';
import { readTranscript } from '../../src/transcript/index.ts';

/** A recorded console of test/transcript/fixtures. */
export function fixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
}

/** All observations of a text that is small enough. */
export function observationsOf(text: string): Observation[] {
  const reading = readTranscript(text);
  if (reading.kind !== 'read') throw new Error(`not read: ${reading.kind}`);
  return reading.observations;
}

/** The only observation of a text. */
export function observationOf(text: string): Observation {
  const observations = observationsOf(text);
  const [first] = observations;
  if (first === undefined || observations.length > 1) throw new Error(`${observations.length} observations`);
  return first;
}
