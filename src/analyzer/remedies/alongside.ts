import type { Change, Message, ProposedRemedy } from '../model/index.ts';
import { kernelModel } from '../routes/index.ts';
import type { Verdict } from '../verdict/index.ts';
import type { Walk } from '../walk/index.ts';
import { type Outcome, outcomeWith } from './outcome.ts';
import type { RemedyKind, RemedyPlan } from './remedy.ts';
import { applyChanges } from './what-if.ts';

/** One interface's round trip, and what was found of it. */
export type Case = { walk: Walk; verdict: Verdict };

type Planned = Extract<RemedyPlan, { kind: 'changes' }>;

/** A plan for several interfaces with the same fault: what it changes for all of them, whom it leaves out, and why. */
export type Joined = Pick<Planned, 'changes' | 'restsOn'> & {
  joined: { one: Case; planned: Planned }[];
  leftOut: NonNullable<ProposedRemedy['leftOut']>;
};

/**
 * Adds to the plan of the asked interface what the same remedy changes for others, one after the other: each must have the
 * same fault, and be repaired by the whole as it then is.
 */
export function joinOthers(
  remedy: RemedyKind,
  asked: Case,
  { changes, restsOn }: Pick<Planned, 'changes' | 'restsOn'>,
  others: readonly Case[],
): Joined {
  const all: Joined = { changes: [...changes], restsOn, joined: [], leftOut: [] };
  for (const one of others) {
    const planned = planFor(remedy, asked, one, all.changes);
    if (planned.kind === 'left-out') {
      all.leftOut.push({ interface: one.walk.asked.flow.interface, because: planned.because });
      continue;
    }
    all.changes.push(...planned.changes);
    // What both rest on is as the first one found it.
    all.restsOn = { ...planned.restsOn, ...all.restsOn };
    all.joined.push({ one, planned });
  }
  return all;
}

function planFor(
  remedy: RemedyKind,
  asked: Case,
  one: Case,
  before: readonly Change[],
): Planned | { kind: 'left-out'; because: Message } {
  const leftOut = (because: Message) => ({ kind: 'left-out', because }) as const;
  const { flow } = one.walk.asked;
  const { ingress } = one.walk.seen;
  const { cause } = one.verdict;
  if (cause === 'healthy') return leftOut({ key: 'left-out.works', device: flow.interface });
  if (cause !== asked.verdict.cause)
    return leftOut({ key: 'left-out.other-cause', device: flow.interface, cause });
  if (ingress !== flow.interface)
    return leftOut({ key: 'refused.other-interface', arrives: ingress, asked: flow.interface });
  const planned = remedy.plan(one.walk, {}, before);
  if (planned.kind !== 'changes') return leftOut(planned.because);
  const after = applyChanges(asked.walk.modelled.state, [...before, ...planned.changes]);
  const { outcome, because } = outcomeWith(one.walk, one.verdict, remedy, kernelModel(after));
  return outcome === 'does-not-repair' ? leftOut(because) : planned;
}

/** What comes of a plan for several interfaces: the worst of what comes of each, since it is all or none. */
export function worstOf(outcomes: readonly [Outcome, ...Outcome[]]): Outcome {
  const rank = ({ outcome }: Outcome) => ['repairs', 'depends', 'does-not-repair'].indexOf(outcome);
  return outcomes.reduce((worst, one) => (rank(one) > rank(worst) ? one : worst));
}
