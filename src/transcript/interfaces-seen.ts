import { readSections } from './read-sections.ts';
import { readTranscript } from './read-transcript.ts';
import { splitCollected } from './split-collected.ts';

/** The interfaces of a host with their addresses, in the order in which it lists them. */
export type SeenInterfaces = readonly { name: string; addresses: readonly string[] }[];

/** The interfaces that a transcript of that host shows; empty where it lists none. */
export function interfacesSeen(text: string, host: string): SeenInterfaces {
  const observations = listingsIn(text);
  const [observation, ...others] = observations;
  const own =
    observations.find((each) => each.host === host) ?? (others.length === 0 ? observation : undefined);
  const { links = [], addresses = [] } = own?.state ?? {};
  const names = new Set([...links.map(({ name }) => name), ...addresses.map(({ dev }) => dev)]);
  return [...names].map((name) => ({
    name,
    // Loopback and link-local addresses are on every host.
    addresses: addresses
      .filter(({ dev, scope }) => dev === name && scope !== 'host' && scope !== 'link')
      .map(({ local }) => local),
  }));
}

/** What the host's program runs for them. */
const LISTS_INTERFACES = /^ip\s(?:.*\s)?(?:addr(?:ess)?|link)\b/;

/** Of what the host's program printed only these listings are read: the rest takes ten times as long, and is waited for. */
function listingsIn(text: string) {
  const collected = splitCollected(text.split('\n'));
  if (collected)
    return readSections(collected.sections.filter(({ command = '' }) => LISTS_INTERFACES.test(command)));
  const reading = readTranscript(text);
  return reading.kind === 'too-large' ? [] : reading.observations;
}
