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
