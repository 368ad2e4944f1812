import type { Plan } from '../../analyzer/model/index.ts';
import type { TriageState } from '../state.ts';

/**
 * The files that keep a triage's change, as a change of their own: the host arms, confirms and undoes them under this id, and
 * the change that they keep stands as it was where they are undone.
 */
export function filesOf({ id, change }: TriageState): { id: string; plan: Plan } | undefined {
  const permanent = change?.plan.permanent;
  if (!change || !permanent || permanent.files.length === 0) return undefined;
  const { hash, steps, files } = permanent;
  return { id: `${id}K`, plan: { ...change.plan, hash, steps, files } };
}

/** Whether any of them may stand on the host. */
export function mayBeWritten({ change, permanence }: TriageState): boolean {
  return (change?.plan.files.length ?? 0) > 0 || permanence !== undefined;
}
