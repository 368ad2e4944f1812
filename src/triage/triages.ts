import { z } from 'zod';
import { type Plan, type Remedy, type RemedyId, withPermanence } from '../analyzer/model/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { approvalBy, whyAgainstPolicy } from './approving.ts';
import { type Actor, type TriageEvent, TriageId, type TriageRequest } from './events.ts';
import { changeFreeze, freezeOf } from './freeze.ts';
import { newTriageId } from './id.ts';
import { isApprover } from './membership.ts';
import { onlyPasted, pasteEvents } from './paste.ts';
import {
  judgeApproval,
  judgeBreakGlass,
  judgeChoice,
  judgePermanence,
  judgeRejection,
  judgeUndo,
  type Refusal,
  type Verdict,
} from './policy.ts';
import type {
  CommandResult,
  Delivery,
  Directory,
  EventStore,
  HostRules,
  Job,
  Settings,
  Triages,
} from './ports.ts';
import { checkProber, usualProber } from './probers.ts';
import { alreadyUsed, type Decision, named, record } from './record.ts';
import type { RecordedPlan } from './recorded.ts';
import { foldEvents, isSettled, type TriageState } from './state.ts';

/** What the commands need. */
type TriagesParts = { events: EventStore; directory: Directory; settings: Settings };

const IpAddress = z.union([z.ipv4(), z.ipv6()]);

/** Refusals that stand in the audit trail: someone tried what the policy forbids. */
const RECORDED: readonly Refusal['because'][] = [
  'asker-may-not-approve',
  'not-an-approver',
  'nobody-can-approve',
  'ticket-missing',
  'ticket-unfit',
  'host-not-typed',
  'group-changed',
  'policy-refuses',
];

/** What people can do with triages; every wish is judged by the newest state and answered at once. */
export function createTriages({ events: store, directory, settings }: TriagesParts): Triages {
  /** Judges within the recording, so that nothing changes between the judgement and what it allows. */
  function command(triage: TriageId, decide: Decide, delivery?: Delivery): Promise<CommandResult> {
    const judge = async (state: TriageState) =>
      state.paste ? refused(onlyPasted()) : decide(state, await rulesFor(state.request.host));
    return runCommand(store, triage, judge, delivery);
  }

  /** The configuration's rules; frozen also where an approver has said so. */
  async function rulesFor(host: string): Promise<HostRules> {
    const rules = settings.rulesFor(host);
    return { ...rules, frozen: rules.frozen || (await freezeOf(store)) !== undefined };
  }

  const memberOf = (actor: Actor, rules: HostRules) => isApprover(actor, rules.approvers, directory);
  /** What an approval, or its rejection, is judged by: the store's clock, and whoever is an approver now. */
  const questionOf = async (actor: Actor, planHash: string, state: TriageState, rules: HostRules) => ({
    ...{ rules, state, actor, planHash },
    member: await memberOf(actor, rules),
    now: await store.now(),
  });

  return {
    async request(request, by, origin, delivery) {
      const complete = withDefaultProbe(request, settings);
      const { probeFrom } = settings.rulesFor(complete.host);
      if (complete.from?.kind === 'host') checkProber(settings, complete.host, complete.from.host, probeFrom);
      const event = { kind: 'requested', by, origin, request: complete } satisfies TriageEvent;
      return begin(store, [event], (triage) => [{ kind: 'diagnose', triage }], delivery);
    },

    recordPaste: ({ text, diagnosis }, by, origin, delivery) =>
      begin(store, pasteEvents(text, diagnosis, by, origin), () => [], delivery),

    changeFreeze: (wish, delivery) => changeFreeze({ events: store, directory, settings }, wish, delivery),

    async read(triage) {
      if (!TriageId.safeParse(triage).success) return undefined;
      return foldEvents(await store.read(triage));
    },

    chooseRemedy: (triage, by, remedy, planHash, delivery) =>
      command(
        triage,
        async (state, rules) => {
          const refusal = judgeChoice(rules, state);
          if (refusal) return refused(refusal);
          const offered = state.diagnosis?.remedies.find(({ id }) => id === remedy);
          const proposed = offered && whyNotOffered(offered) === undefined ? offered.plan : undefined;
          if (rules.evidence === 'store' && !proposed)
            return refused(refuse('not-offered', `${remedy} cannot be applied: it is not offered.`));
          if (!offered || !proposed) {
            const why = offered ? whyNotOffered(offered) : 'it is not one of the remedies of the diagnosis';
            return refused(refuse('not-offered', `${remedy} cannot be applied: ${why}.`));
          }
          const keeps = isKept(proposed, planHash, rules);
          const plan = keeps ? withPermanence(proposed) : proposed;
          const awaited = state.status === 'awaiting-approval' ? state.change : undefined;
          // A second press of the same remedy asks for nothing new.
          if (awaited?.plan.hash === plan.hash) return accepted([]);
          if (awaited && !isOneOfTheAskers(by, state)) return refused(awaitingOthers());
          if (plan.hash !== planHash && proposed.hash !== planHash) {
            return refused(
              refuse(
                'stale-plan',
                'This button belongs to an older plan: look at the newest diagnosis in the thread.',
              ),
            );
          }
          const expiresAt = new Date((await store.now()).getTime() + rules.expiresAfter);
          const { approvers, minimum } = rules;
          return accepted(
            [
              {
                kind: 'remedy-chosen',
                by,
                remedy: offered.id,
                plan: chosenPlan(recordedPlanOf(state, offered.id) ?? proposed, keeps),
                minimum,
                approvers: [...approvers],
                expiresAt: expiresAt.toISOString(),
                group: rules.group ?? null,
              },
            ],
            [{ kind: 'expire', triage, startAfter: expiresAt }],
          );
        },
        delivery,
      ),

    async nameGateway(triage, by, gateway, delivery) {
      if (!IpAddress.safeParse(gateway).success) throw invalidGateway();
      return command(
        triage,
        (state) => {
          const refusal = judgeAskingAgain(state, by);
          if (refusal) return refused(refusal);
          return accepted([{ kind: 'gateway-named', by, gateway }], [{ kind: 'diagnose', triage }]);
        },
        delivery,
      );
    },

    async probeFrom(triage, by, host, delivery) {
      return command(
        triage,
        (state, { probeFrom }) => {
          checkProber(settings, state.request.host, host, probeFrom);
          const refusal = judgeAskingAgain(state, by);
          if (refusal) return refused(refusal);
          return accepted([{ kind: 'probe-asked', by, host }], [{ kind: 'diagnose', triage }]);
        },
        delivery,
      );
    },

    includeOthers: (triage, by, delivery) =>
      command(
        triage,
        (state) => {
          const refusal = judgeAskingAgain(state, by);
          if (refusal) return refused(refusal);
          return accepted([{ kind: 'others-included', by }], [{ kind: 'diagnose', triage }]);
        },
        delivery,
      ),

    approve: (triage, by, planHash, delivery, given = {}) =>
      command(
        triage,
        async (state, rules) => {
          const question = await questionOf(by, planHash, state, rules);
          const verdict = judgeApproval({ ...question, given });
          if (!verdict.allowed) return refusedApproval(verdict, state, by);
          const yes = approvalBy(by, planHash, verdict.self, given, rules);
          const objection = await whyAgainstPolicy(settings, state, rules, yes);
          if (objection) return refusedApproval(objection, state, by);
          const count = (state.change?.approvals.length ?? 0) + 1;
          const enough = count >= (state.change?.minimum ?? Number.POSITIVE_INFINITY);
          return accepted([yes], enough ? [{ kind: 'apply', triage }] : []);
        },
        delivery,
      ),

    breakGlass: (triage, by, planHash, reason, delivery, given = {}) =>
      command(
        triage,
        async (state, rules) => {
          const verdict = judgeBreakGlass({ ...(await questionOf(by, planHash, state, rules)), given });
          if (!verdict.allowed) return refusedApproval(verdict, state, by);
          const yes = { ...approvalBy(by, planHash, verdict.self, given, rules), breakGlass: reason };
          const objection = await whyAgainstPolicy(settings, state, rules, yes);
          if (objection) return refusedApproval(objection, state, by);
          return accepted([yes], [{ kind: 'apply', triage }]);
        },
        delivery,
      ),

    reject: (triage, by, planHash, reason, delivery) =>
      command(
        triage,
        async (state, rules) => {
          const verdict = judgeRejection(await questionOf(by, planHash, state, rules));
          if (!verdict.allowed) return refusedApproval(verdict, state, by);
          return accepted([{ kind: 'rejected', by, ...(reason ? { reason } : {}) }]);
        },
        delivery,
      ),

    confirmWorks: (triage, by, delivery) =>
      command(
        triage,
        async (state, rules) => {
          if (state.status !== 'awaiting-confirmation') {
            return refused(refuse('settled', 'Nobody is waiting for a confirmation here now.'));
          }
          if (!isOneOfTheAskers(by, state) && !(await mayActFor(by, rules, memberOf)))
            return refused(notYours());
          return accepted([{ kind: 'confirmed-by-person', by }]);
        },
        delivery,
      ),

    stop: (triage, by, delivery) =>
      command(
        triage,
        async (state, rules) => {
          if (state.status !== 'collecting')
            return refused(refuse('settled', 'There is nothing to stop: no packets are awaited.'));
          if (!isOneOfTheAskers(by, state) && !(await mayActFor(by, rules, memberOf)))
            return refused(notYours());
          return accepted([{ kind: 'stopped', by }]);
        },
        delivery,
      ),

    makePermanent: (triage, by, delivery) =>
      command(
        triage,
        async (state, rules) => {
          const verdict = judgePermanence({ rules, state, actor: by, member: await memberOf(by, rules) });
          if (!verdict.allowed) return refusedApproval(verdict, state, by);
          const count = (state.permanence?.wishes.length ?? 0) + 1;
          const enough = count >= (state.change?.minimum ?? 1);
          return accepted(
            [{ kind: 'permanence-asked', by, self: verdict.self }],
            enough ? [{ kind: 'persist', triage }] : [],
          );
        },
        delivery,
      ),

    undo: (triage, by, delivery) =>
      command(
        triage,
        async (state, rules) => {
          const verdict = judgeUndo({ rules, state, actor: by, member: await memberOf(by, rules) });
          if (!verdict.allowed) return refusedApproval(verdict, state, by);
          const count = (state.undo?.wishes.length ?? 0) + 1;
          const enough = count >= (state.change?.minimum ?? 1);
          return accepted(
            [{ kind: 'undo-asked', by, self: verdict.self }],
            enough ? [{ kind: 'undo', triage }] : [],
          );
        },
        delivery,
      ),
  };
}

/** Records the first events of a new triage. */
async function begin(
  store: EventStore,
  events: readonly [Extract<TriageEvent, { kind: 'requested' }>, ...TriageEvent[]],
  jobsFor: (triage: TriageId) => Job[],
  delivery: Delivery | undefined,
): Promise<TriageState> {
  for (;;) {
    const triage = newTriageId();
    const jobs = jobsFor(triage);
    if (events[0].origin.kind === 'slack') jobs.push({ kind: 'project', triage });
    const outcome = await store.append(triage, 0, named(events, delivery), jobs, delivery);
    if (outcome.kind === 'conflict') continue;
    if (outcome.kind === 'used') throw alreadyUsed();
    const recorded = outcome.kind === 'appended' ? outcome.events : await store.read(outcome.triage);
    const state = foldEvents(recorded);
    if (state) return state;
    throw new Error(`triage ${triage} was recorded and cannot be read`);
  }
}

type Answer = Decision<Refusal | undefined>;
type Decide = (state: TriageState, rules: HostRules) => Answer | Promise<Answer>;

async function runCommand(
  store: EventStore,
  triage: TriageId,
  decide: (state: TriageState) => Promise<Answer>,
  delivery: Delivery | undefined,
): Promise<CommandResult> {
  const known = TriageId.safeParse(triage).success;
  const outcome = known ? await record(store, triage, decide, delivery) : undefined;
  if (!outcome)
    return { done: false, because: 'unknown-triage', message: `There is no triage ${triage.slice(0, 20)}.` };
  const { state, value: refusal } = outcome;
  return refusal
    ? { done: false, because: refusal.because, message: refusal.message }
    : { done: true, state };
}

function accepted(events: readonly TriageEvent[], jobs: readonly Job[] = []): Answer {
  return { events, jobs, value: undefined };
}

function refused(refusal: Refusal, events: readonly TriageEvent[] = []): Answer {
  return { events, value: refusal, refused: true };
}

/** A forbidden approval stands in the trail; one that came too late lets the request expire at once. */
function refusedApproval(
  refusal: Exclude<Verdict, { allowed: true }>,
  state: TriageState,
  by: Actor,
): Answer {
  const { because, message } = refusal;
  if (because === 'expired' && state.status === 'awaiting-approval')
    return refused(refusal, [{ kind: 'expired' }]);
  return refused(
    refusal,
    RECORDED.includes(because) ? [{ kind: 'approval-refused', by, because, message }] : [],
  );
}

function refuse(because: Refusal['because'], message: string): Refusal {
  return { allowed: false, because, message };
}

function notYours(): Refusal {
  return refuse('not-your-triage', 'Only who asked, or an approver, can do that here.');
}

function whyNotOffered(remedy: Remedy): string | undefined {
  if (remedy.outcome === 'does-not-repair') return `it would not repair this: ${remedy.because}`;
  if (remedy.refused !== undefined) return remedy.refused;
  if (remedy.asks !== undefined) return `it must be known first: ${remedy.asks.question}`;
  return remedy.plan ? undefined : 'there is no plan for it';
}

/** Whether the files that keep a plan after a restart are chosen with it: by the hash of the plan with them, or always. */
function isKept({ permanent }: Plan, planHash: string, { persist, hostVerified }: HostRules): boolean {
  // What approvers sign there are the steps alone.
  if (!permanent || persist === 'never' || hostVerified) return false;
  return persist === 'always' || permanent.hash === planHash;
}

function chosenPlan(plan: RecordedPlan, keeps: boolean): RecordedPlan {
  return keeps ? withPermanence(plan) : plan;
}

/** The plan of a remedy as the diagnosis's event keeps it. */
function recordedPlanOf({ recorded }: TriageState, remedy: RemedyId): RecordedPlan | undefined {
  return recorded?.remedies.find(({ id }) => id === remedy)?.plan;
}

function awaitingOthers(): Refusal {
  return refuse(
    'settled',
    'Approval is being asked for here: only who asked for that can put something else in its place.',
  );
}

/** A new look is possible as long as nothing is decided; a request for approval is overtaken by it, where its asker wants that. */
function judgeAskingAgain(state: TriageState, by: Actor): Refusal | undefined {
  if (state.status === 'awaiting-approval' && !isOneOfTheAskers(by, state)) return awaitingOthers();
  if (isSettled(state))
    return refuse('settled', `This triage is settled (${state.status}): ask again for a new one.`);
  if (
    state.status === 'approved' ||
    state.status === 'applying' ||
    state.status === 'awaiting-confirmation'
  ) {
    return refuse('settled', 'A change is approved and under way already.');
  }
  return undefined;
}

function isOneOfTheAskers(by: Actor, state: TriageState): boolean {
  return by === state.requestedBy || by === state.change?.chosenBy;
}

async function mayActFor(
  by: Actor,
  rules: HostRules,
  memberOf: (actor: Actor, rules: HostRules) => Promise<boolean>,
): Promise<boolean> {
  return (rules.terminal && by.startsWith('cli:')) || memberOf(by, rules);
}

/** The configured prober, where the asker named nobody; a host does not probe itself. */
function withDefaultProbe(request: TriageRequest, settings: Settings): TriageRequest {
  const host = request.from ? undefined : usualProber(settings, request.host);
  return host === undefined ? request : { ...request, from: { kind: 'host', host } };
}

function invalidGateway(): RoundtripError {
  return new RoundtripError(
    'gateway-invalid',
    'That is not an IP address.',
    'Write the gateway as 172.16.5.1, say.',
    {
      exitStatus: EXIT.usage,
    },
  );
}
