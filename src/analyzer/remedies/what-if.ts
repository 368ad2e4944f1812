import { type Change, type HostState, kindOf, type Plan } from '../model/index.ts';

/** The host's state as it would be with the plan applied. The given state is left as it is. */
export function applyPlan(state: HostState, { steps }: Pick<Plan, 'steps'>): HostState {
  return applyChanges(
    state,
    steps.map(({ change }) => change),
  );
}

/** The same of changes that are no plan yet. */
export function applyChanges(state: HostState, changes: readonly Change[]): HostState {
  return changes.reduce((changed, change) => kindOf(change).after(changed, change), state);
}
