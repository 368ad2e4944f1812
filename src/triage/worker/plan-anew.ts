import { choose } from '../choice.ts';
import type { TriageEvent } from '../events.ts';
import { freezeOf } from '../freeze.ts';
import type { Job } from '../ports.ts';
import { record } from '../record.ts';
import { diagnosisIn } from '../recorded.ts';
import type { TriageState } from '../state.ts';
import type { Changing } from './changing.ts';
import type { Obstacle } from './second-look.ts';

/**
 * Ends an approved change that must not be made: the host has changed since. What was found there is the new diagnosis, and
 * where it has a plan for the same remedy, the approval is asked for that one, in the name of whoever chose the remedy.
 */
export async function planAnew(
  { parts, triage, plan }: Changing,
  { because, found }: Obstacle,
): Promise<void> {
  const now = await parts.events.now();
  const isFrozen = (await freezeOf(parts.events)) !== undefined;
  await record(parts.events, triage, (state) => {
    const stands = state.status === 'approved' || state.status === 'applying';
    if (!stands || state.change?.plan.hash !== plan.hash) return { events: [], value: undefined };
    const asked = found && askAnew(state, found);
    return {
      events: [
        { kind: 'apply-refused', said: { key: 'outcome.unchanged', because } },
        ...(found ? [found] : []),
        ...(asked?.events ?? []),
      ],
      jobs: asked?.jobs ?? [],
      value: undefined,
    };
  });

  function askAnew(
    state: TriageState,
    { diagnosis: recorded }: NonNullable<Obstacle['found']>,
  ): { events: readonly TriageEvent[]; jobs: readonly Job[] } | undefined {
    const { change, request } = state;
    const diagnosis = diagnosisIn('en', recorded);
    const remedy = diagnosis.remedies.find(({ id }) => id === change?.remedy);
    if (!change || !remedy?.plan) return undefined;
    const rules = parts.settings.rulesFor(request.host);
    const { events, jobs = [] } = choose(
      { ...state, status: 'diagnosed', diagnosis, recorded },
      { ...rules, frozen: rules.frozen || isFrozen },
      { by: change.chosenBy, remedy: remedy.id, planHash: remedy.plan.hash },
      now,
    );
    return { events, jobs };
  }
}
