import { z } from 'zod';
import type { Diagnosis } from '../analyzer/model/index.ts';
import { EXIT } from '../errors.ts';
import { failed } from '../texts/failures/index.ts';
import { approvalBy, whyAgainstPolicy } from './approving.ts';
import { askersOf, isOneOfTheAskers, judgeAskingAgain, mayActFor, notYours } from './askers.ts';
import { choose } from './choice.ts';
import { accepted, begin, type Decide, refuse, refused, refusedApproval, runCommand } from './command.ts';
import { type Actor, type TriageEvent, TriageId, type TriageRequest } from './events.ts';
import { changeFreeze, freezeOf } from './freeze.ts';
import { lockOf } from './lock.ts';
import { isApprover } from './membership.ts';
import { onlyPasted, pasteEvents } from './paste.ts';
import {
  judgeApproval,
  judgeBreakGlass,
  judgePermanence,
  judgeRejection,
  judgeUndo,
  judgeUndoRequest,
  tooFew,
} from './policy.ts';
import type {
  CommandResult,
  Delivery,
  Directory,
  EventStore,
  HostRules,
  Settings,
  Triages,
} from './ports.ts';
import { checkProber, usualProber } from './probers.ts';
import { record } from './record.ts';
import { beginScan } from './scan/index.ts';
import { foldEvents, type TriageState } from './state.ts';
import { canBeReached, usableApprovers } from './usable-approvers.ts';
import { extendWaiting } from './waiting.ts';

/** What the commands need. */
type TriagesParts = { events: EventStore; directory: Directory; settings: Settings };

/** What may be said after a look, each a reason to look again. */
type SaidSince = Extract<
  TriageEvent,
  { kind: 'gateway-named' | 'probe-asked' | 'others-included' | 'look-asked' }
>;

const IpAddress = z.union([z.ipv4(), z.ipv6()]);

/** What people can do with triages; every request is judged by the newest state and answered at once. */
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
    const frozen = rules.frozen || (await freezeOf(store)) !== undefined;
    return { ...rules, frozen, lock: await lockOf(store, rules, (name) => settings.rulesFor(name).group) };
  }

  /** Asks the host again, with what somebody has said since. */
  const lookAgain = (triage: TriageId, said: SaidSince, delivery?: Delivery) =>
    command(
      triage,
      (state, { probeFrom }) => {
        if (said.kind === 'probe-asked') checkProber(settings, state.request.host, said.host, probeFrom);
        const refusal = judgeAskingAgain(state, said.by);
        return refusal ? refused(refusal) : accepted([said], [{ kind: 'diagnose', triage }]);
      },
      delivery,
    );

  const memberOf = (actor: Actor, rules: HostRules) => isApprover(actor, rules.approvers, directory);
  const usableIn = (state: TriageState, rules: HostRules) =>
    usableApprovers(rules, askersOf(state), directory);
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

    async requestScan({ words, hosts }, by, origin, delivery) {
      // One that is not in the inventory is refused before anything is recorded.
      for (const host of hosts) settings.rulesFor(host);
      const requested = { kind: 'scan-requested' as const, by, origin, words, hosts: [...hosts] };
      return beginScan(store, requested, delivery);
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
          const answer = choose(state, rules, { by, remedy, planHash }, await store.now());
          if (answer.value || answer.events.length === 0) return answer;
          // Who chooses has asked, too, and does not count: what nobody could approve is not asked for.
          const askers = [state.requestedBy, by];
          const usable = await usableApprovers(rules, askers, directory);
          return canBeReached(rules, usable) ? answer : refused(tooFew(rules, usable.people.length));
        },
        delivery,
      ),

    async nameGateway(triage, by, gateway, delivery) {
      if (!IpAddress.safeParse(gateway).success)
        throw failed('gateway-invalid', {}, { exitStatus: EXIT.usage });
      return lookAgain(triage, { kind: 'gateway-named', by, gateway }, delivery);
    },

    async probeFrom(triage, by, host, delivery) {
      return lookAgain(triage, { kind: 'probe-asked', by, host }, delivery);
    },

    lookAgain: (triage, by, delivery) => lookAgain(triage, { kind: 'look-asked', by }, delivery),

    async judgeVerdict(triage, by, judged, delivery) {
      const recorded = await record(
        store,
        triage,
        ({ diagnosis }) => ({
          events: diagnosis ? [verdictJudged(diagnosis, by, judged)] : [],
          value: diagnosis !== undefined,
        }),
        delivery,
      );
      return recorded?.value
        ? { done: true, state: recorded.state }
        : { done: false, because: 'not-offered', said: { key: 'refusal.no-verdict' } };
    },

    async noteResolved(triage, by) {
      await record(store, triage, ({ alertResolvedAt }) => ({
        events: alertResolvedAt === undefined ? [{ kind: 'alert-resolved', by }] : [],
        value: undefined,
      }));
    },

    includeOthers: (triage, by, delivery) => lookAgain(triage, { kind: 'others-included', by }, delivery),

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
            return refused(refuse('settled', { key: 'refusal.nobody-waits' }));
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
            return refused(refuse('settled', { key: 'refusal.nothing-to-stop' }));
          if (!isOneOfTheAskers(by, state) && !(await mayActFor(by, rules, memberOf)))
            return refused(notYours());
          return accepted([{ kind: 'stopped', by }]);
        },
        delivery,
      ),

    waitLonger: (triage, by, delivery) =>
      command(triage, async (state) => extendWaiting(state, by, await store.now()), delivery),

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

    askHost: async (triage) => {
      await record(store, triage, ({ status }) => ({
        events: [],
        jobs: status === 'outcome-unknown' ? [{ kind: 'apply', triage }] : [],
        value: undefined,
      }));
    },
    recheck: (triage, by, delivery) =>
      command(
        triage,
        ({ status, recheck }) => {
          if (status !== 'committed')
            return refused(refuse('settled', { key: 'refusal.nothing-to-recheck' }));
          if (recheck?.asked) return refused(refuse('settled', { key: 'refusal.being-rechecked' }));
          return accepted([{ kind: 'recheck-asked', by }], [{ kind: 'recheck', triage }]);
        },
        delivery,
      ),

    undo: (triage, by, delivery) =>
      command(
        triage,
        async (state, rules) => {
          const verdict = judgeUndo({ rules, state, actor: by, member: await memberOf(by, rules) });
          if (!verdict.allowed) return refusedApproval(verdict, state, by);
          const { self, alone } = verdict;
          const count = (state.undo?.wishes.length ?? 0) + 1;
          const enough = alone || count >= (state.change?.minimum ?? 1);
          return accepted(
            [{ kind: 'undo-asked', by, self, ...(alone ? { alone } : {}) }],
            enough ? [{ kind: 'undo', triage }] : [],
          );
        },
        delivery,
      ),

    requestUndo: (triage, by, delivery) =>
      command(
        triage,
        async (state, rules) => {
          const refusal = judgeUndoRequest(state, await usableIn(state, rules));
          return refusal ? refused(refusal) : accepted([{ kind: 'undo-wanted', by }]);
        },
        delivery,
      ),

    async usableApprovers(triage) {
      const state = TriageId.safeParse(triage).success ? foldEvents(await store.read(triage)) : undefined;
      if (!state) return { people: [], approvers: 0, unread: [] };
      return usableIn(state, settings.rulesFor(state.request.host));
    },
  };
}

/** What a person says of a verdict, beside the verdict that they saw. */
function verdictJudged(
  { cause: shownCause, certainty }: Diagnosis,
  by: Actor,
  { right, cause, words }: Parameters<Triages['judgeVerdict']>[2],
): TriageEvent {
  return {
    kind: 'verdict-judged',
    by,
    right,
    shown: { cause: shownCause, certainty },
    ...(right || cause === undefined ? {} : { cause }),
    ...(right || words === undefined ? {} : { words: words.slice(0, 400) }),
  };
}

/** The configured prober, where the asker named nobody; a host does not probe itself. */
function withDefaultProbe(request: TriageRequest, settings: Settings): TriageRequest {
  const host = request.from || request.lookOnly ? undefined : usualProber(settings, request.host);
  return host === undefined ? request : { ...request, from: { kind: 'host', host } };
}
