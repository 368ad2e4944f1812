import { z } from 'zod';
import { Permanence, PlanFile } from './permanence.ts';
import { Step } from './step.ts';

/** A flow whose answer a plan changes. `before` and `after` are one-line answers of the model. */
export const FlowChange = z.object({
  /** What it is: `172.16.0.4 ↔ 172.16.5.4`, `source validation of … on eth1` … */
  flow: z.string(),
  before: z.string(),
  after: z.string(),
});
export type FlowChange = z.infer<typeof FlowChange>;

/** An interface that a plan repairs, and the address that is to answer there. */
const Repaired = z.object({ interface: z.string(), to: z.string() });

/** A remedy worked out for one host: exact steps, exact inverse, and what it rests on. */
export const Plan = z.object({
  /** SHA-256, hex, over everything else in the plan that decides what is done. */
  hash: z.string(),
  /** Facts that must still hold when it is applied: a name → the fact as text. */
  restsOn: z.record(z.string(), z.string()),
  steps: z.array(Step),
  /** Where it repairs several interfaces at once, all or none: each of them, the one that was asked about first. */
  repairs: z.array(Repaired).optional(),
  /** Files that are written once the change is verified; empty where it lasts until the next restart. */
  files: z.array(PlanFile),
  /** What would keep it after a restart. */
  permanent: Permanence.optional(),
  blastRadius: z.array(FlowChange),
  /** Flows looked at for the blast radius, where it was computed. */
  flowsConsidered: z.number().optional(),
  /** How the answers of the collecting SSH connection leave, before and after alike: `leaves by eth0 via …`. */
  sshWay: z.string().optional(),
  /** Whether the host has more known flows than were looked at. */
  flowsTruncated: z.boolean().optional(),
});
export type Plan = z.infer<typeof Plan>;

/** The plan with what keeps it after a restart; the plan as it is where nothing can be written. */
export function withPermanence<
  P extends { hash: string; files: PlanFile[]; permanent?: Permanence | undefined },
>(plan: P): P {
  const { permanent } = plan;
  if (!permanent || permanent.files.length === 0) return plan;
  return { ...plan, hash: permanent.hash, files: permanent.files };
}
