import type { RefusalMessage } from '../texts/index.ts';
import type { Actor, RefusalCode } from './events.ts';
import type { Given, HostRules, UsableApprovers } from './ports.ts';
import { isPermanenceDue, isSettled, type TriageState } from './state.ts';

/** The answer to what somebody asks to do: yes (`self`: by one who asked for the change), or no with what they read. */
export type Verdict =
  /** `alone`: it waits for nobody else. */
  { allowed: true; self: boolean; alone?: true } | Refusal;
export type Refusal = { allowed: false; because: RefusalCode; said: RefusalMessage };

/** Everything that an approval is judged by. */
export type ApprovalWish = {
  rules: HostRules;
  state: TriageState;
  actor: Actor;
  /** Whether the actor is one of the approvers, groups looked up. */
  member: boolean;
  now: Date;
};

/** May this person approve this plan now? */
export function judgeApproval(wish: ApprovalWish & { planHash: string; given?: Given }): Verdict {
  const { rules, state, actor, given = {} } = wish;
  const untimely =
    judgeMoment(wish, wish.planHash) ??
    judgeHost(rules, state.request.host) ??
    judgeMode(rules, state.request.host);
  if (untimely) return untimely;
  if (rules.hostVerified && given.signature === undefined) return unsigned(state);
  const verdict =
    rules.hostVerified && actor.startsWith('cli:') ? judgeSigner(wish) : judgePerson(wish, 'approve');
  if (!verdict.allowed) return verdict;
  if (state.change?.approvals.some(({ by }) => by === actor)) {
    return refuse('already-approved-by-you', { key: 'refusal.approved-already' });
  }
  return judgeGroup(rules, state) ?? judgeGiven(rules, state, given) ?? verdict;
}

/** May this approver skip the waiting for others? Also one who asked for the change: that is what glass is broken for. */
export function judgeBreakGlass(wish: ApprovalWish & { planHash: string; given?: Given }): Verdict {
  const { rules, state, actor, member, given = {} } = wish;
  const untimely =
    judgeMoment(wish, wish.planHash) ??
    judgeHost(rules, state.request.host) ??
    judgeMode(rules, state.request.host);
  if (untimely) return untimely;
  if (!rules.breakGlass) {
    return refuse('not-offered', { key: 'refusal.break-glass' });
  }
  if (rules.hostVerified) return unsigned(state);
  const terminal = actor.startsWith('cli:') && rules.terminal;
  if (!member && !terminal) return notAnApprover(actor, rules);
  const refused = judgeGroup(rules, state) ?? judgeGiven(rules, state, given);
  return refused ?? { allowed: true, self: isAsker(actor, state) || terminal };
}

/**
 * May this person turn the plan down? Approvers may, and whoever asked for it may take it back; also once it is approved, until
 * the work on the host begins: that revokes the approval.
 */
export function judgeRejection(wish: ApprovalWish & { planHash: string }): Verdict {
  const { status, change } = wish.state;
  const revokes = status === 'approved' && change?.plan.hash === wish.planHash;
  const untimely = revokes ? undefined : judgeMoment(wish, wish.planHash);
  if (untimely) return untimely;
  const { rules, state, actor, member } = wish;
  if (isAsker(actor, state)) return { allowed: true, self: true };
  return member || mayAtTerminal(actor, rules) ? { allowed: true, self: false } : notAnApprover(actor, rules);
}

/** May this person have the committed fix rolled back? The same rules as for approving it. */
export function judgeUndo(wish: Omit<ApprovalWish, 'now'>): Verdict {
  const { rules, state, actor } = wish;
  if (state.status !== 'committed') {
    if (state.status === 'outcome-unknown') return refuse('settled', { key: 'refusal.undo-outcome-unknown' });
    const isUndone = state.status === 'undone';
    return refuse('settled', { key: isUndone ? 'refusal.undone-already' : 'refusal.nothing-to-undo' });
  }
  const host = judgeHost(rules, state.request.host);
  if (host) return host;
  // It only restores what was there before.
  if (rules.undo === 'asker' && isAsker(actor, state)) return { allowed: true, self: true, alone: true };
  const verdict = judgePerson(wish, 'undo');
  if (!verdict.allowed) return verdict;
  if (state.undo?.wishes.some(({ by }) => by === actor)) {
    return refuse('already-approved-by-you', { key: 'refusal.undo-asked-already' });
  }
  return verdict;
}

/** May those who can undo the committed fix be asked to, in this person's name? Once is enough. */
export function judgeUndoRequest(state: TriageState, { people }: UsableApprovers): Refusal | undefined {
  if (state.status !== 'committed') return refuse('settled', { key: 'refusal.nothing-to-undo' });
  if (state.undoWanted) return refuse('settled', { key: 'refusal.undo-wanted-already' });
  return people.length === 0 ? nobodyCan() : undefined;
}

/** May this person have the committed fix kept after a restart? The same rules as for approving it. */
export function judgePermanence(wish: Omit<ApprovalWish, 'now'>): Verdict {
  const { rules, state, actor } = wish;
  const refused =
    judgeHost(rules, state.request.host) ?? judgeMode(rules, state.request.host) ?? judgeGroup(rules, state);
  if (refused) return refused;
  const why = whyNotPermanent(state, rules);
  if (why !== undefined) return refuse('not-offered', why);
  const verdict = judgePerson(wish, 'permanence');
  if (!verdict.allowed) return verdict;
  if (state.permanence?.wishes.some(({ by }) => by === actor))
    return refuse('already-approved-by-you', { key: 'refusal.permanence-asked-already' });
  return verdict;
}

/** Why a fix cannot be made permanent now; undefined where it can. */
function whyNotPermanent(state: TriageState, rules: HostRules): RefusalMessage | undefined {
  const { change, permanence } = state;
  if (state.status !== 'committed' || !change) return { key: 'refusal.nothing-to-keep' };
  if (rules.persist === 'never') return { key: 'refusal.persist-never' };
  // What was signed are the steps of the fix; nobody has signed a file.
  if (rules.hostVerified) return { key: 'refusal.files-unsigned', host: state.request.host };
  if (!change.plan.permanent || change.plan.permanent.files.length === 0)
    return { key: 'refusal.nothing-to-write' };
  if (permanence?.end?.kind === 'made') return { key: 'refusal.permanent-already' };
  if (isPermanenceDue(state)) return { key: 'refusal.being-made-permanent' };
  return undefined;
}

/** May a remedy be chosen on this host at all? */
export function judgeChoice(rules: HostRules, state: TriageState): Refusal | undefined {
  if (isSettled(state)) return refuse('settled', { key: 'refusal.ended' });
  const host = judgeHost(rules, state.request.host) ?? judgeMode(rules, state.request.host);
  if (host) return host;
  if (
    state.status === 'approved' ||
    state.status === 'applying' ||
    state.status === 'awaiting-confirmation'
  ) {
    return refuse('settled', { key: 'refusal.under-way' });
  }
  if (state.status === 'collecting') {
    return refuse('not-offered', { key: 'refusal.diagnosis-unfinished' });
  }
  if (rules.approvers.length === 0 && !rules.terminal && !rules.hostVerified) return nobodyCan();
  return undefined;
}

/** Fewer people may approve than must, those who asked left out. */
export function tooFew({ minimum }: HostRules, people: number): Refusal {
  return refuse('nobody-can-approve', { key: 'refusal.too-few-approvers', minimum, people });
}

/** Is there a request for approval, of this very plan, and still in time? */
function judgeMoment({ state, now }: ApprovalWish, planHash: string): Refusal | undefined {
  if (isSettled(state)) return refuse('settled', { key: 'refusal.ended-nothing-to-decide' });
  const { change } = state;
  if (!change || state.status !== 'awaiting-approval') {
    if (change && change.plan.hash !== planHash) return stale();
    if (state.lastRefusal?.kind === 'expired' && state.status === 'diagnosed') return expired();
    return state.status === 'diagnosed' || state.status === 'collecting'
      ? refuse('settled', { key: 'refusal.nothing-waits' })
      : refuse('settled', { key: 'refusal.approved-enough' });
  }
  if (change.plan.hash !== planHash) return stale();
  if (now.getTime() >= Date.parse(change.expiresAt)) return expired();
  return undefined;
}

function judgeHost(rules: HostRules, host: string): Refusal | undefined {
  if (!rules.apply) return refuse('observe-only', { key: 'refusal.observe-only', host });
  if (rules.frozen) return refuse('frozen', { key: 'refusal.frozen' });
  return undefined;
}

/** Is anything new applied there yet? What was applied can be undone all the same: that only restores. */
function judgeMode({ shadow, lock }: HostRules, host: string): Refusal | undefined {
  if (shadow) return refuse('shadow', { key: 'refusal.shadow', host });
  return lock && refuse('locked', { key: 'refusal.locked', ...lock });
}

/** The rules that were asked for are those of the host's group: another group is another question. */
function judgeGroup(rules: HostRules, { change, request }: TriageState): Refusal | undefined {
  if (change?.group === undefined || change.group === (rules.group ?? null)) return undefined;
  return refuse('group-changed', { key: 'refusal.group-changed', host: request.host });
}

/** Did the approver give what the rules ask for beside the yes? */
function judgeGiven(rules: HostRules, { request }: TriageState, given: Given): Refusal | undefined {
  if (rules.mistapGuard && given.host?.trim() !== request.host)
    return refuse('host-not-typed', { key: 'refusal.host-not-typed', host: request.host });
  const ticket = given.ticket?.trim() ?? '';
  if (ticket === '')
    return rules.ticket?.required ? refuse('ticket-missing', { key: 'refusal.ticket-missing' }) : undefined;
  if (!rules.ticket || rules.ticket.fits(ticket)) return undefined;
  const { pattern } = rules.ticket;
  return refuse('ticket-unfit', {
    key: 'refusal.ticket-unfit',
    ...(pattern === undefined ? {} : { pattern: String(pattern) }),
  });
}

function judgePerson(
  { rules, state, actor, member }: Omit<ApprovalWish, 'now'>,
  verb: 'approve' | 'permanence' | 'undo',
): Verdict {
  if (mayAtTerminal(actor, rules)) return { allowed: true, self: true };
  if (isAsker(actor, state) && !rules.selfApproval) {
    const terminal = actor.startsWith('cli:');
    return refuse('asker-may-not-approve', { key: 'refusal.own-request', to: verb, terminal });
  }
  if (!member) return notAnApprover(actor, rules);
  return { allowed: true, self: isAsker(actor, state) };
}

/** Whose key it is, and whether it may approve, the host looks at. Here it counts only whether it is somebody else's. */
function judgeSigner({ rules, state, actor }: ApprovalWish): Verdict {
  const own = isAsker(actor, state);
  if (!own || rules.selfApproval || rules.terminal) return { allowed: true, self: own };
  return refuse('asker-may-not-approve', { key: 'refusal.own-request', to: 'approve', terminal: false });
}

function unsigned({ id, request }: TriageState): Refusal {
  return refuse('signature-missing', { key: 'refusal.unsigned', host: request.host, triage: id });
}

/** The one who asked the question and the one who chose the remedy are both askers. */
function isAsker(actor: Actor, state: TriageState): boolean {
  return actor === state.requestedBy || actor === state.change?.chosenBy;
}

function mayAtTerminal(actor: Actor, rules: HostRules): boolean {
  return rules.terminal && actor.startsWith('cli:');
}

function notAnApprover(actor: Actor, rules: HostRules): Refusal {
  if (actor.startsWith('cli:')) {
    return refuse('not-an-approver', { key: 'refusal.terminal' });
  }
  return rules.approvers.length === 0
    ? nobodyCan()
    : refuse('not-an-approver', { key: 'refusal.not-an-approver' });
}

function nobodyCan(): Refusal {
  return refuse('nobody-can-approve', { key: 'refusal.nobody-can-approve' });
}

function stale(): Refusal {
  return refuse('stale-plan', { key: 'refusal.stale-plan' });
}

function expired(): Refusal {
  return refuse('expired', { key: 'refusal.expired' });
}

function refuse(because: RefusalCode, said: RefusalMessage): Refusal {
  return { allowed: false, because, said };
}
