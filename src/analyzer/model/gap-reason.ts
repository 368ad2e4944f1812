import { z } from 'zod';

/** Why one output was not read whole: what a command or the collector printed of it, or what the reader of outputs says. */
const OutputReason = z.union([
  z.string(),
  z.discriminatedUnion('kind', [
    /** A line that is not understood, or that somebody has masked. */
    z.object({ kind: z.enum(['unread', 'masked']), text: z.string() }),
    /** The output ends early, or lines were left out; `text`: what stands at its end. */
    z.object({ kind: z.literal('cut'), text: z.string().optional() }),
    z.object({ kind: z.literal('too-slow') }),
    z.object({ kind: z.literal('unread-line') }),
    /** The command printed nothing, a part of what there is, or rules that it was told to choose. */
    z.object({ kind: z.enum(['empty', 'narrowed', 'chosen-rules']), command: z.string() }),
    /** Programs that the output went through. */
    z.object({ kind: z.literal('filtered'), by: z.string() }),
    /** Several commands of one line print this kind of output. */
    z.object({ kind: z.literal('ambiguous') }),
    z.object({ kind: z.literal('more-of-the-same') }),
    /** A command that may have changed it was typed after the listing. */
    z.object({ kind: z.literal('typed-after'), command: z.string() }),
    /** The listing ends with the paste: it may go on. */
    z.object({ kind: z.literal('ends-with-paste') }),
    /** What a command printed is not what this one prints, as `text` shows. */
    z.object({ kind: z.enum(['no-counters', 'unknown-target', 'unknown-question']), text: z.string() }),
    z.object({
      kind: z.enum(['counters-since-last', 'rules-without-interfaces', 'routes-of-unknown-table']),
    }),
    z.object({ kind: z.literal('packets-left-out'), count: z.number() }),
    z.object({ kind: z.literal('unread-packet') }),
    /** Of the paste: only so many lines were read. */
    z.object({ kind: z.literal('too-many-lines'), lines: z.number() }),
    /** Machines that share the name in their prompts, and how they are called here. */
    z.object({ kind: z.literal('shared-prompt'), prompt: z.string(), names: z.array(z.string()).readonly() }),
  ]),
]);
/** Why a part was not read whole; `of-command`: what alone it concerns. */
export const GapReason = z.union([
  OutputReason,
  z.object({ kind: z.literal('of-command'), command: z.string(), because: OutputReason }),
]);
export type OutputReason = z.infer<typeof OutputReason>;
export type GapReason = z.infer<typeof GapReason>;
