import { z } from 'zod';
import type { Said as SaidFacts } from './messages/said.ts';

/** A message, which was checked when it was made, by the compiler. */
const Said = z.looseObject({ key: z.string() }) as unknown as z.ZodType<SaidFacts>;

/** A moment (ISO 8601, UTC). */
const Moment = z.string();

/**
 * What tells who took a change away, the surest first where there are several. What names the change itself is `exact`; what only
 * acted on the same interface or setting meanwhile is not.
 */
export const Remover = z.discriminatedUnion('kind', [
  /** Our own program on the host has undone it: for another store, or by hand. */
  z.object({ kind: z.literal('own-undo'), because: z.string() }),
  /** Somebody ran a command as root, by sudo or a configuration tool, as the journal has it. */
  z.object({
    kind: z.literal('command'),
    by: z.string(),
    command: z.string(),
    at: Moment,
    exact: z.boolean(),
  }),
  /** The host was started again. */
  z.object({ kind: z.literal('restart'), at: Moment }),
  /** A program that configures networks, or the kernel, did something with the interface; its own line of the journal. */
  z.object({ kind: z.literal('manager'), manager: z.string(), said: z.string(), at: Moment }),
  /** Something else stands in its place; routes and rules carry the protocol of who made them. */
  z.object({ kind: z.literal('protocol'), protocol: z.string(), shown: z.string() }),
]);
export type Remover = z.infer<typeof Remover>;

/** A part of a change that is not there any more, as the command that made it. `instead`: what stands in its place. */
const MissingPart = z.object({
  command: z.string(),
  instead: z.array(z.string()).optional(),
});

/** What another look at a kept change found. */
export const Recheck = z.object({
  /**
   * `gone`: part of it is not there any more. `fails`: all of it is there, and the interface does not answer. `unknown`: the
   * host could not be looked at.
   */
  standing: z.enum(['stands', 'gone', 'fails', 'unknown']),
  /** Whether a new probe was answered; absent where none could be sent. */
  answered: z.boolean().optional(),
  /** The interface that does not answer, where the change is for several. */
  interface: z.string().optional(),
  missing: z.array(MissingPart),
  /** Empty where it cannot be told. */
  removedBy: z.array(Remover),
  /** Whether the host's journal could be read. */
  journal: z.enum(['read', 'none', 'unread']).optional(),
  /** Since when it was looked for in the journal: it stood there then. */
  since: Moment.optional(),
  /** Why it is unknown; a sentence in what was recorded before messages were kept. */
  because: z.union([Said, z.string()]).optional(),
});
export type Recheck = z.infer<typeof Recheck>;
