import type { Actor } from './events.ts';
import type { HostRules, PolicyQuestion } from './ports.ts';
import type { TriageState } from './state.ts';

/** An approval, as far as the policy program is told of it. */
type Voice = { by: Actor; self: boolean; breakGlass?: string | undefined; ticket?: string | undefined };

/** What the policy program is asked about the change that a triage waits for; `asking`: the approval that is about to count. */
export function policyQuestion(
  stage: PolicyQuestion['stage'],
  { id: triage, request, requestedBy, change }: TriageState,
  rules: HostRules,
  asking?: Voice,
): PolicyQuestion | undefined {
  if (!change) return undefined;
  const { plan, remedy, chosenBy } = change;
  const voices: readonly Voice[] = [...change.approvals, ...(asking ? [asking] : [])];
  return {
    ...plan,
    schema: 'roundtrip.policy/1',
    ...{ stage, triage, remedy, requestedBy, chosenBy },
    host: request.host,
    group: rules.group ?? null,
    interface: request.interface,
    approvals: voices.map(({ by, self, breakGlass, ticket }) => ({
      ...{ by, self },
      ...(breakGlass === undefined ? {} : { breakGlass }),
      ...(ticket === undefined ? {} : { ticket }),
    })),
  };
}
