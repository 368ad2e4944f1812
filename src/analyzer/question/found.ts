import type { Flow, Observation, Outcome, Protocol, Showing, Stated, Unfit } from '../model/index.ts';

/** What the asker named. Each narrows what is taken from the paste; whatever is named is taken as it is. */
export type QuestionFlags = {
  interface?: string;
  from?: string;
  to?: string;
  protocol?: Protocol;
  port?: number;
  /** Name in the prompt of the host that is asked. */
  host?: string;
};

/** Why a flow was taken as the question: what of the paste shows it. */
export type Taken =
  /** An attempt that the paste shows, and what became of it. `host` is the prompt that it stands behind. */
  | {
      by: 'attempt';
      showing: Showing;
      outcome: Outcome;
      host?: string;
      line: string;
    }
  /** The asker named it, and the paste shows no attempt of it. */
  | { by: 'flags' }
  /** Nothing of the paste fails, or is tried at all: the likeliest of the interfaces that it shows. */
  | { by: 'state'; interfaces: readonly string[] };

/** A part of the host's state that was shown under another prompt. */
export type Attribution = {
  part: 'sysctls' | 'rules' | 'routes' | 'addresses' | 'links' | 'neighbours';
  /** Keys of settings, where the part is `sysctls`; names of tables, where it is `routes`. */
  keys: readonly string[];
  /** The name in that prompt; empty where it has none. */
  host: string;
};

/** The question that a paste holds, and who shows what. */
export type QuestionFound = {
  kind: 'found';
  /** The name of the asked host, where its prompt tells it. */
  hostName?: string;
  /** What the asked host shows, with what other prompts show in its place and with the addresses that are known in passing. */
  host: Observation;
  /** What the sender shows. */
  peer?: Observation;
  /** Consoles that are neither's. */
  others: readonly Observation[];
  flow: Flow;
  taken: Taken;
  attributed: readonly Attribution[];
  /** A sentence that says of this flow that no answer comes back: it weakens what is shown, and proves nothing. */
  stated?: Stated;
  siblings: Siblings;
};

/** Other flows of the asked host: evidence beside the one that is asked. */
export type Siblings = {
  /** They fail as well, or are not known to be answered. */
  failing: readonly Flow[];
  /** They are answered: another address, another port, another sender. */
  working: readonly Flow[];
  /** Other addresses of the host that the same sender may ask; nothing shows what becomes of it. */
  untried: readonly Flow[];
};

/** Why no question can be taken. */
export type QuestionRefused =
  /** Nothing of a console stands in the text. */
  | { kind: 'refused'; reason: 'no-console' }
  /** Several hosts fit alike. */
  | { kind: 'refused'; reason: 'several-hosts'; hosts: readonly string[]; to?: string }
  /** The named host has no prompt in the paste. */
  | { kind: 'refused'; reason: 'host-unknown'; host: string; hosts: readonly string[] }
  /** The paste lists every interface of the host, and the named one is none of them. */
  | {
      kind: 'refused';
      reason: 'interface-unknown';
      interface: string;
      interfaces: readonly string[];
      /** The one that was most likely meant: it differs in capital letters alone. */
      like?: string;
    }
  /** Only a host's own packets pass by `lo`. */
  | { kind: 'refused'; reason: 'interface-local'; interfaces: readonly string[] }
  /** An address that no question can be about, and those of the hosts that are shown. */
  | {
      kind: 'refused';
      reason: 'address-unfit';
      flag: 'to' | 'from';
      address: string;
      is: Unfit;
      own: readonly string[];
    }
  /** `eth1:443`: an interface and something else. `port` where it is a number that can be one. */
  | { kind: 'refused'; reason: 'not-an-interface'; typed: string; interface: string; port?: number };
