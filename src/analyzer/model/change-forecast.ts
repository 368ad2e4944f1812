import type { Scene, Told } from './messages/causes.ts';
import type { FlowTraits, FlowWay } from './messages/flows.ts';
import type { LineOutcome, PlannedAssumption, PlannedLine, PlannedText } from './planned-change.ts';

/** What a change comes to for one flow, in the order in which a reader wants them. */
export const FORETOLD = ['stops', 'unknown', 'moves', 'still-stopped', 'repairs', 'unchanged'] as const;
/** `moves`: it is still answered, by another interface or gateway; what the network makes of that the host does not know. */
export type Foretold = (typeof FORETOLD)[number];

/** Whether a flow is answered, in one state of the host. */
export type FlowAnswer = {
  status: 'answered' | 'stopped' | 'unknown';
  /** How the answer leaves. */
  way: FlowWay;
  /** What a headline is told by, where something stops it or it cannot be told. */
  told?: Told;
  scene?: Scene;
  /** Several interfaces are in its network, and it depends on which of them the request comes in by. */
  ingress?: 'ambiguous';
};

/** Whose request it is. */
export type Sender =
  | { kind: 'network'; address: string; network: string }
  | { kind: 'elsewhere'; address: string }
  /** Somebody who is connected to that address now. */
  | { kind: 'peer'; address: string };

/** One flow, before and after. `traits`: what its answers have beside their addresses (`sport`: the host's own port); a ping without. */
export type ForetoldFlow =
  | { kind: 'asked'; device: string; address: string; sender: Sender; traits?: FlowTraits }
  /** A connection that is open. `own`: the one that carried the collection; `ssh`: another to the SSH server. */
  | {
      kind: 'session';
      device?: string;
      address: string;
      port?: number;
      peer: string;
      peerPort?: number;
      use: 'own' | 'ssh' | 'other';
      /** User and mark of its socket, where they were shown. */
      uid?: number;
      mark?: number;
    }
  /** What the host itself begins. */
  | { kind: 'started'; to: 'elsewhere' | 'network'; family: 4 | 6; address: string; traits?: FlowTraits };

/** What a row depends on that is not known: the effect of a line, or whether somebody on the interface's link has an address. */
export type RowDoubt =
  | { about: 'line'; line: number }
  | { about: 'next-hop'; address: string; device: string };

export type ForetoldRow = {
  flow: ForetoldFlow;
  foretold: Foretold;
  before: FlowAnswer;
  after: FlowAnswer;
  doubt?: RowDoubt;
};

/** What a planned change would do to a host's flows: codes and parameters, told by `src/texts`. */
export type ChangeForecast = {
  host: string;
  form: PlannedText['form'];
  rows: readonly ForetoldRow[];
  lines: readonly { line: PlannedLine; outcome: LineOutcome }[];
  assumed: readonly PlannedAssumption[];
};
