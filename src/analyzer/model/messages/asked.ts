import type { OwnPing, Protocol } from '../flow.ts';

/** What of a paste shows an attempt to reach an address. */
export type Showing =
  | 'ping'
  | 'connection'
  | 'path'
  | 'captured-requests'
  | 'captured-answers'
  | 'arp-requests'
  | 'two-owners'
  | 'martian-line'
  | 'filter-line'
  | 'refused-by-kernel'
  | 'asked-of-kernel'
  /** A person writes that it gets no answer. */
  | 'stated';

/**
 * What became of an attempt: it failed, in part or not for certain; it was answered; or it was only asked about, so that
 * nothing is known of it.
 */
export type Outcome = 'failed' | 'unclear' | 'answered' | 'asked';

/** Why a flow is the question: an attempt that the paste shows (`host`: the prompt that it stands behind), a name, or neither. */
type Because =
  | { by: 'attempt'; showing: Showing; outcome: Outcome; host?: string }
  | { by: 'flags' }
  | { by: 'state'; interfaces: readonly string[] };

/** What an address is that no question can be about; `gateway`: a next hop of this host. */
export type Unfit =
  | { kind: 'loopback' | 'unspecified' | 'multicast' | 'broadcast' | 'network' | 'target' }
  | { kind: 'gateway'; host?: string };

/** What is said of the question that a paste holds. */
export type AskedMessages = {
  /** The flow that was taken as the question, and why. */
  'question.taken': {
    protocol: Protocol;
    from?: string;
    /** Empty where the paste hides it. */
    to: string;
    port?: number;
    /** Empty where nothing tells. */
    interface: string;
    host?: string;
    own?: OwnPing;
    because: Because;
  };
  'question.no-console': Record<never, never>;
  'question.no-console.next': Record<never, never>;
  /** A host without a prompt has the empty name. */
  'question.several-hosts': { hosts: readonly string[]; to?: string };
  'question.several-hosts.next': { host?: string };
  'question.host-unknown': { host: string };
  'question.host-unknown.next': { hosts: readonly string[] };
  'question.interface-unknown': { interface: string };
  /** `like`: a name that differs in capital letters alone. */
  'question.interface-unknown.next': { interfaces: readonly string[]; like?: string };
  'question.interface-local': Record<never, never>;
  'question.interface-local.next': { interfaces: readonly string[] };
  'question.address-unfit': { flag: 'to' | 'from'; address: string; is: Unfit };
  'question.address-unfit.next': { flag: 'to' | 'from'; own: readonly string[]; is: Unfit['kind'] };
  'question.not-an-interface': { typed: string };
  'question.not-an-interface.next': { interface: string; port?: number };
};
