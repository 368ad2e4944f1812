import { type Plan, type RemedyId, type Said, withPermanence } from '../analyzer/model/index.ts';
import type { WorkflowMessage } from '../texts/index.ts';
import { awaitingOthers, isOneOfTheAskers } from './askers.ts';
import { type Answer, accepted, refuse, refused } from './command.ts';
import type { Actor } from './events.ts';
import { warningsFor } from './expiry.ts';
import { judgeChoice, type Refusal } from './policy.ts';
import type { HostRules } from './ports.ts';
import type { RecordedDiagnosis, RecordedPlan } from './recorded.ts';
import type { TriageState } from './state.ts';

/** Who wants which remedy, by the hash of the plan that they saw. */
type Choice = { by: Actor; remedy: string; planHash: string };

/** Opens the approval of a remedy's plan, in place of one that the same asker waits for; `now` is the store's clock. */
export function choose(state: TriageState, rules: HostRules, choice: Choice, now: Date): Answer {
  const refusal = judgeChoice(rules, state);
  if (refusal) return refused(refusal);
  const { by, remedy, planHash } = choice;
  const offered = offeredPlan(state, remedy, rules);
  if ('refusal' in offered) return refused(offered.refusal);
  const keeps = isKept(offered.plan, planHash, rules);
  const plan = keeps ? withPermanence(offered.plan) : offered.plan;
  const awaited = state.status === 'awaiting-approval' ? state.change : undefined;
  // A second press of the same remedy asks for nothing new.
  if (awaited?.plan.hash === plan.hash) return accepted([]);
  if (awaited && !isOneOfTheAskers(by, state)) return refused(awaitingOthers());
  if (plan.hash !== planHash && offered.plan.hash !== planHash) return refused(stalePlan());
  const expiresAt = new Date(now.getTime() + rules.expiresAfter);
  const recorded = recordedPlanOf(state, offered.remedy) ?? offered.plan;
  return accepted(
    [
      {
        kind: 'remedy-chosen',
        by,
        remedy: offered.remedy,
        plan: keeps ? withPermanence<RecordedPlan>(recorded) : recorded,
        minimum: rules.minimum,
        approvers: [...rules.approvers],
        expiresAt: expiresAt.toISOString(),
        group: rules.group ?? null,
      },
    ],
    [...warningsFor(now, rules.expiresAfter), expiresAt].map((startAfter) => ({
      kind: 'expire' as const,
      triage: state.id,
      startAfter,
    })),
  );
}

function offeredPlan(
  { diagnosis, recorded }: TriageState,
  remedy: string,
  { evidence }: HostRules,
): { plan: Plan; remedy: RemedyId } | { refusal: Refusal } {
  const offered = diagnosis?.remedies.find(({ id }) => id === remedy);
  const kept = recorded?.remedies.find(({ id }) => id === remedy);
  const why = kept ? whyNotOffered(kept) : say({ key: 'reason.not-in-diagnosis' });
  if (offered?.plan && why === undefined) return { plan: offered.plan, remedy: offered.id };
  // Where Slack gets no evidence, it gets no reasons either.
  const because =
    evidence === 'store' ? say({ key: 'reason.not-offered' }) : (why ?? say({ key: 'reason.no-plan' }));
  return { refusal: refuse('not-offered', { key: 'refusal.remedy', because }) };
}

function whyNotOffered({ outcome, because, refused: why, asks, plan }: RecordedRemedy): Said | undefined {
  if (outcome === 'does-not-repair') return say({ key: 'reason.would-not-fix', because: inWords(because) });
  if (why !== undefined) return inWords(why);
  if (asks !== undefined) return say({ key: 'reason.gateway-first', question: inWords(asks.question) });
  return plan ? undefined : say({ key: 'reason.no-plan' });
}

type RecordedRemedy = RecordedDiagnosis['remedies'][number];

/** A diagnosis of version 1 holds sentences where later ones hold messages. */
function inWords(recorded: Said | string): Said {
  return typeof recorded === 'string' ? say({ key: 'reason.recorded', text: recorded }) : recorded;
}

function say(message: WorkflowMessage): Said {
  return message;
}

/** Whether the files that keep a plan after a restart are chosen with it: by the hash of the plan with them, or always. */
function isKept({ permanent }: Plan, planHash: string, { persist, hostVerified }: HostRules): boolean {
  // What approvers sign there are the steps alone.
  if (!permanent || persist === 'never' || hostVerified) return false;
  return persist === 'always' || permanent.hash === planHash;
}

/** The plan of a remedy as the diagnosis's event keeps it. */
function recordedPlanOf({ recorded }: TriageState, remedy: RemedyId): RecordedPlan | undefined {
  return recorded?.remedies.find(({ id }) => id === remedy)?.plan;
}

function stalePlan(): Refusal {
  return refuse('stale-plan', { key: 'refusal.stale-plan' });
}
