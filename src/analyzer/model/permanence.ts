import { z } from 'zod';
import { Step } from './step.ts';

/** A file as it is, and as it would be; null = it does not exist. */
export const PlanFile = z.object({ path: z.string(), before: z.string().nullable(), after: z.string() });
export type PlanFile = z.infer<typeof PlanFile>;

/** Why what keeps a change on an interface is not written. */
export const WithheldBecause = z.enum([
  'owner-unknown',
  'owner-not-supported',
  'place-not-shown',
  'not-kept-there',
  'host-managed-elsewhere',
  'others-withheld',
]);
export type WithheldBecause = z.infer<typeof WithheldBecause>;

/** What is not written: who would have to, and the file that would do it where it is known. */
const Withheld = z.object({
  interface: z.string(),
  because: WithheldBecause,
  /** Who configures the interface, or the program that decides what the host's files say. */
  owner: z.string().optional(),
  file: PlanFile.optional(),
});

/** What keeps a plan's changes after a restart of the host, or of whoever configures its interfaces. */
export const Permanence = z.object({
  /** SHA-256, hex, over the plan and these files: the hash of the plan with them. */
  hash: z.string(),
  steps: z.array(Step),
  files: z.array(PlanFile),
  withheld: z.array(Withheld),
  /** Interfaces whose owner takes the changes away when it configures them anew, or when the link goes down, unless they are written. */
  takenAwayBy: z
    .array(
      z.object({
        interface: z.string(),
        owner: z.string(),
        /** Its settings keep what is not its own, or were not shown; absent: it takes such changes away. */
        foreign: z.enum(['kept', 'not-shown']).optional(),
      }),
    )
    .optional(),
});
export type Permanence = z.infer<typeof Permanence>;
