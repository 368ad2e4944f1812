import { readTranscript } from '../library.ts';

/** The interfaces of a host with their addresses, in the order in which it lists them. */
export type SeenInterfaces = readonly { name: string; addresses: readonly string[] }[];

/** The interfaces that a transcript of that host shows; empty where it lists none. */
export function interfacesSeen(text: string, host: string): SeenInterfaces {
  const reading = readTranscript(text);
  if (reading.kind === 'too-large') return [];
  const [observation, ...others] = reading.observations;
  const own =
    reading.observations.find((each) => each.host === host) ??
    (others.length === 0 ? observation : undefined);
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
