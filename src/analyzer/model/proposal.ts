import type { Cause, Remedy } from './diagnosis.ts';
import type { FlowWay, NamedFlow } from './messages/flows.ts';
import type { Message } from './messages/index.ts';
import type { GatewayClaim } from './messages/remedies.ts';
import type { Plan } from './plan.ts';

/** A known flow, and what the route model says of it without the plan and with it. */
export type ChangedFlow = { flow: NamedFlow; before: FlowWay; after: FlowWay };

/** What a plan changes beyond the flow that it is for. */
export type BlastRadius = {
  changes: ChangedFlow[];
  /** Flows that were asked about. */
  considered: number;
  /** Whether the host has more known flows than were asked about. */
  truncated: boolean;
  /** How the answers of the collecting SSH connection leave, before and after alike; absent where they move, or there is none. */
  ownConnection?: FlowWay;
};

/** A plan before it is told: what is for people stands in facts. */
export type ProposedPlan = Pick<Plan, 'hash' | 'restsOn' | 'steps' | 'files'> & { blastRadius: BlastRadius };

/** A remedy before it is told. */
export type ProposedRemedy = Pick<Remedy, 'id' | 'recommended' | 'outcome'> & {
  /** What it depends on, where the outcome is `depends`. */
  on?: Message;
  because: Message;
  /** Where it does not repair: what would still stop the round trip. */
  stillStoppedBy?: Cause[];
  risks: Message[];
  gateway?: GatewayClaim & { assumed: boolean };
  asks?: { what: 'gateway'; candidates: string[]; question: Message };
  refused?: Message;
  plan?: ProposedPlan;
};
