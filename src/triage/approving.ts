import type { Actor, TriageEvent } from './events.ts';
import type { Refusal } from './policy.ts';
import { policyQuestion } from './policy-question.ts';
import type { Given, HostRules, Settings } from './ports.ts';
import type { TriageState } from './state.ts';

type Approved = Extract<TriageEvent, { kind: 'approved' }>;

/** One person's yes as it is recorded, with what was given beside it. */
export function approvalBy(
  by: Actor,
  planHash: string,
  self: boolean,
  { signature, ticket, host }: Given,
  { mistapGuard }: HostRules,
): Approved {
  const named = ticket?.trim() || undefined;
  return {
    ...{ kind: 'approved', by, planHash, self },
    ...(signature === undefined ? {} : { signature }),
    ...(named === undefined ? {} : { ticket: named }),
    ...(mistapGuard && host !== undefined ? { hostTyped: true } : {}),
  };
}

/** What the configured policy program has against that approval. */
export async function whyAgainstPolicy(
  settings: Settings,
  state: TriageState,
  rules: HostRules,
  yes: Approved,
): Promise<Refusal | undefined> {
  const question = policyQuestion('approval', state, rules, yes);
  const objection = question && (await settings.askPolicy?.(question));
  if (objection === undefined) return undefined;
  return { allowed: false, because: 'policy-refuses', said: { key: 'refusal.policy', run: objection } };
}
