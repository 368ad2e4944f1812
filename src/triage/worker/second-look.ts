import { type Diagnosis, type Plan, withPermanence } from '../../analyzer/model/index.ts';
import { RoundtripError } from '../../errors.ts';
import { tellDiagnosis } from '../../texts/index.ts';
import type { TriageEvent } from '../events.ts';
import { freezeOf } from '../freeze.ts';
import { policyQuestion } from '../policy-question.ts';
import { whyNotStanding } from '../standing.ts';
import type { TriageState } from '../state.ts';
import type { Changing } from './changing.ts';
import { lookAt } from './look-at.ts';
import { hasProber } from './looking.ts';

/** Why a change must not be made now, in plain words; where the host is not as it was, what was found there instead. */
export type Obstacle = { reason: string; found?: Extract<TriageEvent, { kind: 'diagnosed' }> | undefined };

/**
 * Looks at the host once more before it is changed. Answers why the change must not be made now, or undefined where
 * everything is as it was when the plan was approved.
 */
export async function lookAgain(change: Changing, state: TriageState): Promise<Obstacle | undefined> {
  const { parts, host } = change;
  const forbidden = await whyForbidden(change, state, await parts.events.now());
  if (forbidden !== undefined) return { reason: forbidden };
  const probing = hasProber(state);
  try {
    const looked = await lookAt(parts, state, {
      signal: change.signal,
      seconds: probing ? undefined : parts.timing.lookSeconds,
    });
    const diagnosis = tellDiagnosis(looked.diagnosis);
    const differs = whatDiffers(diagnosis, state, change.plan);
    if (differs !== undefined) return { reason: differs, found: foundBy(looked) };
    // Asked again: the look took its time, and so did the policy program.
    const reason =
      (await whyAgainstPolicy(change, state)) ??
      (await whyForbidden(change, state, await parts.events.now()));
    return reason === undefined ? undefined : { reason };
  } catch (error) {
    if (change.signal.aborted || !(error instanceof RoundtripError)) throw error;
    return { reason: `Nothing was changed: ${host} could not be looked at again (${error.message})` };
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
): Promise<string | undefined> {
  try {
    const rules = parts.settings.rulesFor(host);
    if (rules.frozen || (await freezeOf(parts.events)))
      return 'Nothing was changed: changes are frozen at the moment';
    if (!rules.apply) return `Nothing was changed: ${host} is observed only now`;
    const group = state.change?.group;
    if (group !== undefined && group !== (rules.group ?? null))
      return `Nothing was changed: ${host} belongs to another group since it was approved`;
    // Nobody may have worked for days since: what was approved then is not what people expect to happen now.
    const approved = state.change?.approvals.at(-1)?.at;
    const stale = approved !== undefined && now.getTime() - Date.parse(approved) >= rules.expiresAfter;
    if (stale)
      return `Nothing was changed: it was approved at ${approved}, and that expired before the work could begin`;
    const fallen = await whyNotStanding('change', state, rules, parts.directory);
    return fallen === undefined ? undefined : `Nothing was changed: ${fallen}`;
  } catch (error) {
    if (error instanceof RoundtripError) return `Nothing was changed: ${error.message}`;
    throw error;
  }
}

/** The configured program is asked about the change as it is about to be made. */
async function whyAgainstPolicy(
  { parts, host, signal }: Changing,
  state: TriageState,
): Promise<string | undefined> {
  const { settings } = parts;
  const question = policyQuestion('execution', state, settings.rulesFor(host));
  const objection = question && (await settings.askPolicy?.(question, signal));
  signal.throwIfAborted();
  return objection === undefined ? undefined : `Nothing was changed: ${objection}`;
}

function whatDiffers(diagnosis: Diagnosis, state: TriageState, plan: Plan): string | undefined {
  if (diagnosis.cause === 'healthy') return `Nothing was changed: it works by now (${diagnosis.headline})`;
  const remedy = diagnosis.remedies.find(({ id }) => id === state.change?.remedy);
  const now = remedy?.plan;
  if (!now) return `Nothing was changed: the remedy is not proposed any more. ${diagnosis.headline}`;
  if (remedy.refused !== undefined) return `Nothing was changed: ${remedy.refused}`;
  if (remedy.outcome === 'does-not-repair')
    return `Nothing was changed: it would not repair it any more. ${remedy.because}`;
  const differences = compareFacts(plan.restsOn, now.restsOn);
  if (differences.length > 0)
    return `Nothing was changed: what the plan rests on has changed: ${differences.join('; ')}`;
  const same = plan.files.length > 0 ? withPermanence(now) : now;
  if (same.hash === plan.hash) return undefined;
  return `Nothing was changed: the plan would be another one now: ${compareSteps(plan, now)}`;
}

function compareFacts(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return names
    .filter((name) => before[name] !== now[name])
    .map((name) => `${name} was ${before[name] ?? 'not there'} and is ${now[name] ?? 'not there'}`);
}

function compareSteps(before: Plan, now: Plan): string {
  const commands = (plan: Plan) => plan.steps.map((step) => step.do.join(' '));
  const [old, fresh] = [commands(before), commands(now)];
  const added = fresh.filter((line) => !old.includes(line)).map((line) => `+ ${line}`);
  const gone = old.filter((line) => !fresh.includes(line)).map((line) => `- ${line}`);
  return [...gone, ...added].join('; ') || 'its files differ';
}
