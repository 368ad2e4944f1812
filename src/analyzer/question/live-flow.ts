import type { Flow, Observation, Protocol } from '../model/index.ts';
import { consoleOf } from './console.ts';
import { askedByState } from './state-question.ts';

/** A flow of which the interface is known; the rest as far as anybody named it. */
type NamedFlow = { interface: string; from?: string; to?: string; protocol: Protocol; port?: number };

/**
 * The flow for a question about an interface of a host that was looked at: it goes to the named address, else to the
 * interface's first IPv4 address, else to its first IPv6 address of a network, else to the address that was pinged meanwhile.
 * Empty where none of these is known.
 */
export function flowFor(observation: Observation, question: NamedFlow): Flow {
  const { interface: name, to } = question;
  const known = to ?? askedByState(consoleOf(observation), { interface: name }).to;
  const pinged = observation.captures
    .flatMap(({ packets }) => packets)
    .find(({ kind }) => kind === 'echo-request')?.destination;
  return { ...question, to: known === '' ? (pinged ?? '') : known };
}
