import { z } from 'zod';
import { Change, kindOf } from './change/index.ts';

/** One step: the change, the command that makes it, its exact inverse, and the command that shows it. */
export const Step = z.object({
  id: z.string(),
  change: Change,
  do: z.array(z.string()),
  undo: z.array(z.string()),
  check: z.array(z.string()),
});
export type Step = z.infer<typeof Step>;

/** The step that makes a change. */
export function stepFor(id: string, change: Change): Step {
  const kind = kindOf(change);
  return {
    id,
    change,
    do: [...kind.do(change)],
    undo: [...kind.undo(change)],
    check: [...kind.check(change)],
  };
}

/** A flow whose answer a plan changes. `before` and `after` are one-line answers of the model. */
export const FlowChange = z.object({
  /** What it is: `172.16.0.4 ↔ 172.16.5.4`, `source validation of … on eth1` … */
  flow: z.string(),
  before: z.string(),
  after: z.string(),
});
export type FlowChange = z.infer<typeof FlowChange>;

const PlanFile = z.object({
  path: z.string(),
  /** null = the file does not exist. */
  before: z.string().nullable(),
  after: z.string(),
});

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
  files: z.array(PlanFile),
  blastRadius: z.array(FlowChange),
  /** Flows looked at for the blast radius, where it was computed. */
  flowsConsidered: z.number().optional(),
  /** How the answers of the collecting SSH connection leave, before and after alike: `leaves by eth0 via …`. */
  sshWay: z.string().optional(),
  /** Whether the host has more known flows than were looked at. */
  flowsTruncated: z.boolean().optional(),
});
export type Plan = z.infer<typeof Plan>;
