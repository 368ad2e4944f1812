import { remediesFor } from '../causes/index.ts';
import {
  addressHolder,
  type Cause,
  isContainerNetwork,
  type Message,
  type ProposedRemedy,
} from '../model/index.ts';
import type { KernelModel, RouteQuery, SourceValidation } from '../routes/index.ts';
import type { Verdict } from '../verdict/index.ts';
import { deviceOf, type Walk } from '../walk/index.ts';
import { answerQueries } from './answering.ts';
import { decidingRule, type WayOut, waysOf } from './ask.ts';
import { cloudOf } from './cloud.ts';
import { filterBehind, openBehind } from './open-behind.ts';
import type { RemedyKind } from './remedy.ts';

/** What would come of a remedy. */
export type Outcome = Pick<ProposedRemedy, 'outcome' | 'on' | 'because' | 'stillStoppedBy'> & {
  /** The plan leaves this flow as it is. */
  changesNothing?: true;
};

/** The flow with a plan applied. */
type Trial = { walk: Walk; verdict: Verdict; remedy: RemedyKind; after: KernelModel; device: string };

/** Walks the flow again with the plan applied: what the model then answers decides the outcome. */
export function outcomeWith(walk: Walk, verdict: Verdict, remedy: RemedyKind, after: KernelModel): Outcome {
  const trial = {
    walk,
    verdict,
    remedy,
    after,
    device: addressHolder(walk.modelled.state, walk.seen.ingress),
  };
  const refused = requestStopped(trial);
  if (refused) return refused;
  const outcome = agreed(
    answerQueries(walk).map(({ query, on }) => ({ on, outcome: answerOutcome(trial, query) })),
  );
  return outcome.outcome === 'repairs' ? withStagesBehind(trial, outcome) : outcome;
}

/** It repairs where every stage behind is shown to let the packet pass; else it depends on those that are not. */
function withStagesBehind({ walk, verdict, after, device }: Trial, outcome: Outcome): Outcome {
  const filtered = filterBehind(walk, after);
  const stops = filtered.find(({ verdict: { verdict: decision } }) => decision !== 'unknown');
  if (stops?.verdict.kind === 'reverse-path')
    return doesNotRepair({ key: 'outcome.filter-refuses', source: walk.asked.sender, device }, [
      'firewall-rp-filter',
      ...verdict.next,
    ]);
  if (stops) {
    const causes = [...new Set<Cause>(['firewall-drop', ...verdict.next])];
    return doesNotRepair({ key: 'outcome.still-stopped', causes }, causes);
  }
  const questions = openBehind(walk, verdict.progress, filtered);
  if (questions.length === 0) return outcome;
  return { ...outcome, outcome: 'depends', on: { key: 'outcome.on-stages-behind', questions } };
}

function doesNotRepair(because: Message, causes: readonly (Cause | undefined)[]): Outcome {
  const stillStoppedBy = [...new Set(causes.flatMap((cause) => cause ?? []))];
  return { outcome: 'does-not-repair', because, stillStoppedBy };
}

/** What becomes of the request: undefined where it is accepted. */
function requestStopped({ walk, verdict, after, device }: Trial): Outcome | undefined {
  const validation = after.validateSource(walk.modelled.inwardQuery);
  if (validation.verdict === 'accepted') return undefined;
  if (validation.verdict === 'unknown') {
    const { question } = validation;
    const because = { key: 'outcome.open', question } as const;
    return { outcome: 'depends', on: { key: 'outcome.on-unread' }, because };
  }
  const { reason, reverse } = validation;
  const back = deviceOf(reverse);
  const because: Message = {
    key: 'outcome.still-refused',
    source: walk.asked.sender,
    device,
    reason,
    ...(back === undefined ? {} : { back }),
  };
  return doesNotRepair(because, [REFUSED_AS[reason], ...verdict.next]);
}

/** The cause that a refusal by source validation is; some are none that a host's settings make. */
const REFUSED_AS: Partial<Record<SourceValidation['reason'], Cause>> = {
  strict: 'strict-rp-filter',
  'no-route': 'no-return-route',
  'loose-no-route': 'no-return-route',
  'route-rejects': 'route-rejects',
  'own-address': 'source-is-own-address',
  'no-ingress-address': 'address-missing',
};

/** What becomes of the answer, looked up as one of the sockets that may answer does. */
function answerOutcome(trial: Trial, query: RouteQuery): Outcome {
  const { walk, verdict, remedy, after, device } = trial;
  const { sender, flow } = walk.asked;
  const { state } = walk.modelled;
  const answer = after.lookup(query);
  if (answer.kind === 'unknown')
    return {
      outcome: 'depends',
      on: { key: 'outcome.on-unread' },
      because: { key: 'outcome.way-open', sender },
    };
  if (answer.kind !== 'route')
    return doesNotRepair({ key: 'outcome.no-way-back', sender }, [
      causeOfError(after, query),
      ...verdict.next,
    ]);
  const ways = waysOf(answer);
  const nothing = remedy.movesAnswers ? whyNothingChanges(trial, query, ways) : undefined;
  if (nothing) return { ...doesNotRepair(nothing, [verdict.cause, ...verdict.next]), changesNothing: true };
  const repaired = [remedy.id, ...(remedy.contains ?? [])];
  const causes = verdict.next.filter((cause) => !repaired.some((id) => remediesFor(cause).includes(id)));
  if (causes.length > 0) return doesNotRepair({ key: 'outcome.still-stopped', causes }, causes);
  const elsewhere = ways.find((way) => way.device !== device);
  // The sender's packets come in by another interface: it is not among the host's own containers, whatever their network is called.
  if (elsewhere && elsewhere.gateway === undefined && isContainerNetwork(elsewhere.device))
    return doesNotRepair({ key: 'outcome.into-own-network', sender, device: elsewhere.device }, [
      'reply-leaves-other-interface',
    ]);
  if (!elsewhere) return { outcome: 'repairs', because: { key: 'outcome.repairs', device, ways } };
  const cloud = cloudOf(state);
  return {
    outcome: 'depends',
    on: {
      key: 'outcome.on-anti-spoofing',
      out: elsewhere.device,
      address: flow.to,
      ...(cloud === undefined ? {} : { cloud }),
    },
    because: { key: 'outcome.leaves-elsewhere', device, ways, address: flow.to },
  };
}

/** Why a plan that is to move the answers leaves this flow as it is; undefined where it changes something. */
function whyNothingChanges(
  { walk, after, device }: Trial,
  query: RouteQuery,
  ways: readonly WayOut[],
): Message | undefined {
  const today = walk.modelled.model.lookup(query);
  const same = today.kind === 'route' && JSON.stringify(waysOf(today)) === JSON.stringify(ways);
  if (!same || walk.modelled.validation.verdict !== 'accepted') return undefined;
  const rule = decidingRule(after, query);
  if (!rule) return { key: 'outcome.same-as-today', ways: [...ways] };
  const { preference } = rule;
  return ways.every((way) => way.device === device)
    ? { key: 'outcome.same-as-rule', preference, ways: [...ways] }
    : { key: 'outcome.decided-before', preference };
}

function causeOfError(after: KernelModel, query: RouteQuery): Cause {
  return decidingRule(after, query) === undefined ? 'no-return-route' : 'route-rejects';
}

/** One outcome where all agree; where they differ it depends on what tells them apart. */
function agreed(possible: readonly { on: Message | undefined; outcome: Outcome }[]): Outcome {
  const [first, ...others] = possible.toSorted((one, other) => rank(one.outcome) - rank(other.outcome));
  if (!first) throw new Error('an answer is looked up in at least one way');
  const last = others.at(-1) ?? first;
  if (last.outcome.outcome === first.outcome.outcome) return first.outcome;
  const on = last.on ?? first.on ?? last.outcome.on;
  return { outcome: 'depends', because: last.outcome.because, ...(on ? { on } : {}) };
}

/** The better outcome first. */
function rank({ outcome }: Outcome): number {
  return ['repairs', 'depends', 'does-not-repair'].indexOf(outcome);
}
