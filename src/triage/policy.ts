import type { Actor, RefusalCode } from './events.ts';
import type { Given, HostRules, UsableApprovers } from './ports.ts';
import { isPermanenceDue, isSettled, type TriageState } from './state.ts';

/** The answer to a wish: yes (`self`: by one who asked for the change), or no with a sentence for the wisher. */
export type Verdict =
  /** `alone`: it waits for nobody else. */
  { allowed: true; self: boolean; alone?: true } | Refusal;
export type Refusal = { allowed: false; because: RefusalCode; message: string };

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
  const untimely = judgeMoment(wish, wish.planHash) ?? judgeHost(rules, state.request.host);
  if (untimely) return untimely;
  if (rules.hostVerified && given.signature === undefined) return unsigned(state);
  const verdict =
    rules.hostVerified && actor.startsWith('cli:') ? judgeSigner(wish) : judgePerson(wish, 'approve');
  if (!verdict.allowed) return verdict;
  if (state.change?.approvals.some(({ by }) => by === actor)) {
    return refuse('already-approved-by-you', 'You have approved this already; it needs somebody else too.');
  }
  return judgeGroup(rules, state) ?? judgeGiven(rules, state, given) ?? verdict;
}

/** May this approver skip the waiting for others? Also one who asked for the change: that is what glass is broken for. */
export function judgeBreakGlass(wish: ApprovalWish & { planHash: string; given?: Given }): Verdict {
  const { rules, state, actor, member, given = {} } = wish;
  const untimely = judgeMoment(wish, wish.planHash) ?? judgeHost(rules, state.request.host);
  if (untimely) return untimely;
  if (!rules.breakGlass) {
    return refuse(
      'not-offered',
      'Skipping the approval of others is not allowed here (approval.breakGlass).',
    );
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
    const done =
      state.status === 'undone'
        ? 'This fix has been rolled back already.'
        : 'There is no committed fix to roll back.';
    return refuse('settled', done);
  }
  const host = judgeHost(rules, state.request.host);
  if (host) return host;
  // It only restores what was there before.
  if (rules.undo === 'asker' && isAsker(actor, state)) return { allowed: true, self: true, alone: true };
  const verdict = judgePerson(wish, 'undo');
  if (!verdict.allowed) return verdict;
  if (state.undo?.wishes.some(({ by }) => by === actor)) {
    return refuse(
      'already-approved-by-you',
      'You have asked for the undo already; it needs somebody else too.',
    );
  }
  return verdict;
}

/** May those who can undo the committed fix be asked to, in this person's name? Once is enough. */
export function judgeUndoRequest(state: TriageState, { people }: UsableApprovers): Refusal | undefined {
  if (state.status !== 'committed') return refuse('settled', 'There is no committed fix to roll back.');
  if (state.undoWanted) return refuse('settled', 'They have been asked already.');
  return people.length === 0 ? nobodyCan() : undefined;
}

/** May this person have the committed fix kept after a restart? The same rules as for approving it. */
export function judgePermanence(wish: Omit<ApprovalWish, 'now'>): Verdict {
  const { rules, state, actor } = wish;
  const refused = judgeHost(rules, state.request.host) ?? judgeGroup(rules, state);
  if (refused) return refused;
  const why = whyNotPermanent(state, rules);
  if (why !== undefined) return refuse('not-offered', why);
  const verdict = judgePerson(wish, 'permanence');
  if (!verdict.allowed) return verdict;
  if (state.permanence?.wishes.some(({ by }) => by === actor))
    return refuse('already-approved-by-you', 'You have asked for that already; it needs somebody else too.');
  return verdict;
}

/** Why a fix cannot be made permanent now; undefined where it can. */
function whyNotPermanent(state: TriageState, rules: HostRules): string | undefined {
  const { change, permanence } = state;
  if (state.status !== 'committed' || !change) return 'There is no committed fix to keep.';
  if (rules.persist === 'never') return 'Fixes are not made permanent here (persist: never).';
  // What was signed are the steps of the fix; nobody has signed a file.
  if (rules.hostVerified)
    return `${state.request.host} verifies approvals by itself, and nobody has signed these files.`;
  if (!change.plan.permanent || change.plan.permanent.files.length === 0)
    return 'Nothing can be written that keeps it: the plan tells why, and what would have to be written by hand.';
  if (permanence?.end?.kind === 'made') return 'It is permanent already.';
  if (isPermanenceDue(state)) return 'It is being made permanent.';
  return undefined;
}

/** May a remedy be chosen on this host at all? */
export function judgeChoice(rules: HostRules, state: TriageState): Refusal | undefined {
  if (isSettled(state))
    return refuse('settled', `This triage is settled (${state.status}): ask again for a new one.`);
  const host = judgeHost(rules, state.request.host);
  if (host) return host;
  if (
    state.status === 'approved' ||
    state.status === 'applying' ||
    state.status === 'awaiting-confirmation'
  ) {
    return refuse('settled', 'A change is approved and under way already.');
  }
  if (state.status === 'collecting') {
    return refuse('not-offered', 'The diagnosis is not finished yet: the buttons work as soon as it is.');
  }
  if (rules.approvers.length === 0 && !rules.terminal && !rules.hostVerified) return nobodyCan();
  return undefined;
}

/** Is there a request for approval, of this very plan, and still in time? */
function judgeMoment({ state, now }: ApprovalWish, planHash: string): Refusal | undefined {
  if (isSettled(state))
    return refuse('settled', `This triage is settled (${state.status}): nothing is left to decide.`);
  const { change } = state;
  if (!change || state.status !== 'awaiting-approval') {
    if (change && change.plan.hash !== planHash) return stale();
    if (state.lastRefusal?.kind === 'expired' && state.status === 'diagnosed') return expired();
    return state.status === 'diagnosed' || state.status === 'collecting'
      ? refuse('settled', 'Nothing waits for approval here now.')
      : refuse('settled', 'It has all the approvals that it needs already.');
  }
  if (change.plan.hash !== planHash) return stale();
  if (now.getTime() >= Date.parse(change.expiresAt)) return expired();
  return undefined;
}

function judgeHost(rules: HostRules, host: string): Refusal | undefined {
  if (!rules.apply)
    return refuse('observe-only', `${host} is observed only (apply: false): nothing is changed there.`);
  if (rules.frozen) return refuse('frozen', 'Changes are frozen at the moment: nothing is applied.');
  return undefined;
}

/** The rules that were asked for are those of the host's group: another group is another question. */
function judgeGroup(rules: HostRules, { change, request }: TriageState): Refusal | undefined {
  if (change?.group === undefined || change.group === (rules.group ?? null)) return undefined;
  return refuse(
    'group-changed',
    `${request.host} belongs to another group since this was asked for: choose the remedy again.`,
  );
}

/** Did the approver give what the rules ask for beside the yes? */
function judgeGiven(rules: HostRules, { request }: TriageState, given: Given): Refusal | undefined {
  if (rules.mistapGuard && given.host?.trim() !== request.host)
    return refuse('host-not-typed', `Type the name of the host, ${request.host}, to approve its change.`);
  const ticket = given.ticket?.trim() ?? '';
  if (ticket === '')
    return rules.ticket?.required
      ? refuse('ticket-missing', 'A change ticket is required here: name one to approve this.')
      : undefined;
  if (!rules.ticket || rules.ticket.fits(ticket)) return undefined;
  const like = rules.ticket.pattern === undefined ? '' : `: it must match ${rules.ticket.pattern}`;
  return refuse('ticket-unfit', `That is no change ticket${like}.`);
}

function judgePerson(
  { rules, state, actor, member }: Omit<ApprovalWish, 'now'>,
  verb: 'approve' | 'permanence' | 'undo',
): Verdict {
  if (mayAtTerminal(actor, rules)) return { allowed: true, self: true };
  if (isAsker(actor, state) && !rules.selfApproval) {
    const hint = actor.startsWith('cli:') ? ' (approval.terminal would allow it here)' : '';
    return refuse(
      'asker-may-not-approve',
      `You asked for this change, so somebody else must ${BY_OTHERS[verb]}${hint}.`,
    );
  }
  if (!member) return notAnApprover(actor, rules);
  return { allowed: true, self: isAsker(actor, state) };
}

const BY_OTHERS = {
  approve: 'approve it',
  permanence: 'make it permanent',
  undo: 'ask for its undo',
} as const;

/** Whose key it is, and whether it may approve, the host looks at. Here it counts only whether it is somebody else's. */
function judgeSigner({ rules, state, actor }: ApprovalWish): Verdict {
  const own = isAsker(actor, state);
  if (!own || rules.selfApproval || rules.terminal) return { allowed: true, self: own };
  return refuse('asker-may-not-approve', 'You asked for this change, so somebody else must approve it.');
}

function unsigned({ id, request }: TriageState): Refusal {
  return refuse(
    'signature-missing',
    `${request.host} verifies approvals by itself: sign this one with "roundtrip approve ${id}".`,
  );
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
    return refuse(
      'not-an-approver',
      'Approving in the terminal is not allowed here (approval.terminal): an approver must do it in Slack.',
    );
  }
  return rules.approvers.length === 0
    ? nobodyCan()
    : refuse(
        'not-an-approver',
        'You are not one of the approvers for this host; those who are have been asked.',
      );
}

function nobodyCan(): Refusal {
  return refuse(
    'nobody-can-approve',
    'Nobody can approve here: approval.approvers in roundtrip.yaml names nobody.',
  );
}

function stale(): Refusal {
  return refuse('stale-plan', 'This button belongs to an older plan: look at the newest one in the thread.');
}

function expired(): Refusal {
  return refuse('expired', 'This request for approval has expired: choose the remedy again.');
}

function refuse(because: RefusalCode, message: string): Refusal {
  return { allowed: false, because, message };
}
