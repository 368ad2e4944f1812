import { type HostState, kindOf, type Plan } from '../model/index.ts';

/** The host's state as it would be with the plan applied. The given state is left as it is. */
export function applyPlan(state: HostState, { steps }: Pick<Plan, 'steps'>): HostState {
  return steps.reduce((changed, { change }) => kindOf(change).after(changed, change), state);
}
