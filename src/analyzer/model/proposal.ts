import { z } from 'zod';
import { Cause, RemedyOutcome } from './diagnosis.ts';
import type { FlowWay as FlowWayFacts, NamedFlow as NamedFlowFacts } from './messages/flows.ts';
import { Message } from './messages/index.ts';
import type { GatewayClaim as GatewayClaimFacts } from './messages/remedies.ts';
import { Plan } from './plan.ts';
import { RemedyId } from './remedy-id.ts';
import { ReplyWay } from './topology.ts';

/** Parameters of messages, as they are stored: the compiler checked them when they were made. */
const NamedFlow = z.looseObject({ kind: z.string() }) as unknown as z.ZodType<NamedFlowFacts>;
const FlowWay = z.looseObject({ kind: z.string() }) as unknown as z.ZodType<FlowWayFacts>;
const GatewayOfRemedy = z.looseObject({
  address: z.string(),
  sources: z.array(z.looseObject({ by: z.string() })),
  assumed: z.boolean(),
  /** Networks of the interface, where it is in none of them and a person has to check that. */
  outside: z.array(z.string()).optional(),
}) as unknown as z.ZodType<GatewayClaimFacts & { assumed: boolean; outside?: string[] }>;

/** A known flow, and what the route model says of it without the plan and with it. */
const ChangedFlow = z.object({ flow: NamedFlow, before: FlowWay, after: FlowWay });
export type ChangedFlow = z.infer<typeof ChangedFlow>;

/** What a plan changes beyond the flow that it is for. */
const BlastRadius = z.object({
  changes: z.array(ChangedFlow),
  /** Flows that were asked about. */
  considered: z.number(),
  /** Whether the host has more known flows than were asked about. */
  truncated: z.boolean(),
  /** How the answers of the collecting SSH connection leave, before and after alike; absent where they move, or there is none. */
  ownConnection: FlowWay.optional(),
});
export type BlastRadius = z.infer<typeof BlastRadius>;

/** A plan before it is told: what is for people stands in facts. */
export const ProposedPlan = Plan.pick({
  hash: true,
  restsOn: true,
  steps: true,
  repairs: true,
  files: true,
  permanent: true,
}).extend({
  blastRadius: BlastRadius,
});
export type ProposedPlan = z.infer<typeof ProposedPlan>;

/** A remedy before it is told. */
export const ProposedRemedy = z.object({
  id: RemedyId,
  recommended: z.boolean(),
  outcome: RemedyOutcome,
  /** What it depends on, where the outcome is `depends`. */
  on: Message.optional(),
  because: Message,
  /** Where it does not repair: what would still stop the round trip. */
  stillStoppedBy: z.array(Cause).optional(),
  risks: z.array(Message),
  gateway: GatewayOfRemedy.optional(),
  /** Other interfaces that the plan repairs as well, with the gateway of each, where others were to be repaired too. */
  alongside: z.array(z.object({ interface: z.string(), gateway: GatewayOfRemedy.optional() })).optional(),
  /** Other interfaces that were to be repaired too, and are not part of the plan. */
  leftOut: z.array(z.object({ interface: z.string(), because: Message })).optional(),
  asks: z
    .object({ what: z.literal('gateway'), candidates: z.array(z.string()), question: Message })
    .optional(),
  refused: Message.optional(),
  plan: ProposedPlan.optional(),
  /** How the answer leaves with the plan applied. */
  replyWay: ReplyWay.optional(),
});
export type ProposedRemedy = z.infer<typeof ProposedRemedy>;
