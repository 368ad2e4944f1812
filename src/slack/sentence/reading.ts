import type { TriageRequest } from '../../triage/index.ts';

/** What is known of the hosts that the reader may ask about: their names, and what earlier looks showed of them. */
export type Known = {
  hosts: readonly KnownHost[];
  /** Hosts that may send a probe, and are asked about elsewhere. */
  senders?: readonly string[];
};
export type KnownHost = {
  name: string;
  /** In the order in which the host lists them; empty where it was never looked at. */
  interfaces: readonly KnownInterface[];
};
export type KnownInterface = { name: string; addresses: readonly string[] };

/** A triage as a sentence can ask for it. */
export type Check = Pick<
  TriageRequest,
  'host' | 'interface' | 'from' | 'to' | 'protocol' | 'port' | 'waitSeconds'
>;
export type Flow = Omit<Check, 'host' | 'interface'>;

/** Why a text cannot be read at all. */
export type Unreadable = { because: 'too-long'; length: number } | { because: 'invisible-characters' };

/** What a sentence asks for. Only `certain` begins anything by itself. */
export type Reading =
  | { kind: 'help' }
  | { kind: 'certain'; check: Check }
  /** The likely readings, best first: one of them is to be picked by a person. `unknown`: a name that is none of the inventory. */
  | { kind: 'almost'; checks: readonly [Check, ...Check[]]; unknown?: string }
  /** The host is known and the interface is not; `checks` are the host's interfaces as they were seen at last. */
  | { kind: 'interface-needed'; host: string; flow: Flow; checks: readonly Check[] }
  /** An interface, or an address, of a host that is not known; `unknown` is the name that stood for it. */
  | {
      kind: 'host-needed';
      target: string;
      flow: Flow;
      unknown?: string;
      checks: readonly Check[];
    }
  | { kind: 'hopeless'; unreadable?: Unreadable };
