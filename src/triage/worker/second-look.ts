import {
  type Diagnosed,
  type Plan,
  type ProposedPlan,
  type Said,
  withPermanence,
} from '../../analyzer/model/index.ts';
import { RoundtripError } from '../../errors.ts';
import { failureOf } from '../../texts/failures/index.ts';
import type { WorkflowMessage } from '../../texts/index.ts';
import type { TriageEvent } from '../events.ts';
import { freezeOf } from '../freeze.ts';
import { lockOf } from '../lock.ts';
import { policyQuestion } from '../policy-question.ts';
import { whyNotStanding } from '../standing.ts';
import type { TriageState } from '../state.ts';
import type { Changing } from './changing.ts';
import { lookAt } from './look-at.ts';
import { hasProber } from './looking.ts';

/** Why a change must not be made now; where the host is not as it was, what was found there instead. */
export type Obstacle = { because: Said; found?: Extract<TriageEvent, { kind: 'diagnosed' }> | undefined };

/**
 * Looks at the host once more before it is changed. Answers why the change must not be made now, or undefined where
 * everything is as it was when the plan was approved.
 */
export async function lookAgain(change: Changing, state: TriageState): Promise<Obstacle | undefined> {
  const { parts, host } = change;
  const forbidden = await whyForbidden(change, state, await parts.events.now());
  if (forbidden !== undefined) return { because: forbidden };
  const probing = hasProber(state);
  try {
    const looked = await lookAt(parts, state, {
      signal: change.signal,
      seconds: probing ? undefined : parts.timing.lookSeconds,
    });
    const differs = whatDiffers(looked.diagnosis, state, change.plan);
    if (differs !== undefined) return { because: differs, found: foundBy(looked) };
    // Asked again: the look took its time, and so did the policy program.
    const because =
      (await whyAgainstPolicy(change, state)) ??
      (await whyForbidden(change, state, await parts.events.now()));
    return because === undefined ? undefined : { because };
  } catch (error) {
    if (change.signal.aborted || !(error instanceof RoundtripError)) throw error;
    return { because: { key: 'reason.not-looked-at', host, failure: failureOf(error) } };
  }
}

function foundBy({ diagnosis, watched }: Awaited<ReturnType<typeof lookAt>>): Obstacle['found'] {
  return { kind: 'diagnosed', diagnosis, final: true, transcripts: watched.transcripts };
}

/** The rules as they are now: who may approve, and how many must, may have changed since somebody did. */
async function whyForbidden(
  { parts, host }: Changing,
  state: TriageState,
  now: Date,
): Promise<WorkflowMessage | undefined> {
  try {
    const rules = parts.settings.rulesFor(host);
    if (rules.frozen || (await freezeOf(parts.events))) return { key: 'reason.frozen' };
    if (!rules.apply) return { key: 'reason.observe-only', host };
    if (rules.shadow) return { key: 'reason.shadow', host };
    const groupOf = (name: string) => parts.settings.rulesFor(name).group;
    const lock = await lockOf(parts.events, rules, groupOf);
    if (lock) return { key: 'reason.locked', ...lock };
    const group = state.change?.group;
    if (group !== undefined && group !== (rules.group ?? null)) return { key: 'reason.group-changed', host };
    // Nobody may have worked for days since: what was approved then is not what people expect to happen now.
    const approved = state.change?.approvals.at(-1)?.at;
    const stale = approved !== undefined && now.getTime() - Date.parse(approved) >= rules.expiresAfter;
    if (stale) return { key: 'reason.approval-expired', at: approved };
    return await whyNotStanding('change', state, rules, parts.directory);
  } catch (error) {
    if (error instanceof RoundtripError) return { key: 'reason.failure', failure: failureOf(error) };
    throw error;
  }
}

/** The configured program is asked about the change as it is about to be made. */
async function whyAgainstPolicy(
  { parts, host, signal }: Changing,
  state: TriageState,
): Promise<WorkflowMessage | undefined> {
  const { settings } = parts;
  const question = policyQuestion('execution', state, settings.rulesFor(host));
  const objection = question && (await settings.askPolicy?.(question, signal));
  signal.throwIfAborted();
  return objection === undefined ? undefined : { key: 'reason.policy', run: objection };
}

function whatDiffers(
  { cause, told, scene, remedies }: Diagnosed,
  state: TriageState,
  plan: Plan,
): Said | undefined {
  const found = { told, scene };
  if (cause === 'healthy') return say({ key: 'reason.works-by-now', found });
  const remedy = remedies.find(({ id }) => id === state.change?.remedy);
  const now = remedy?.plan;
  if (!now) return say({ key: 'reason.remedy-gone', found });
  if (remedy.refused !== undefined) return remedy.refused;
  if (remedy.outcome === 'does-not-repair')
    return say({ key: 'reason.would-not-fix', because: remedy.because });
  const changes = compareFacts(plan.restsOn, now.restsOn);
  if (changes.length > 0) return say({ key: 'reason.ground-moved', changes });
  const same = plan.files.length > 0 ? withPermanence(now) : now;
  return same.hash === plan.hash ? undefined : say(compareSteps(plan, now));
}

function say(message: WorkflowMessage): Said {
  return message;
}

function compareFacts(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return names
    .filter((name) => before[name] !== now[name])
    .map((name) => ({
      name,
      ...(before[name] === undefined ? {} : { before: before[name] }),
      ...(now[name] === undefined ? {} : { now: now[name] }),
    }));
}

function compareSteps(before: Plan, now: ProposedPlan): WorkflowMessage {
  const commands = ({ steps }: Pick<Plan, 'steps'>) => steps.map((step) => step.do.join(' '));
  const [old, fresh] = [commands(before), commands(now)];
  return {
    key: 'reason.other-plan',
    removed: old.filter((line) => !fresh.includes(line)),
    added: fresh.filter((line) => !old.includes(line)),
  };
}
