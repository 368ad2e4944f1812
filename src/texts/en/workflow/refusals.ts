import { runIn } from '../../failures/index.ts';
import type { Sentences } from '../../sentences.ts';
import type { RefusalMessages } from '../../workflow/refusals.ts';
import { count } from '../count.ts';
import { lockWords } from '../locks.ts';

export const refusalSentences: Sentences<RefusalMessages> = {
  'refusal.unknown-triage': ({ triage }) => `There is no triage ${triage}.`,
  'refusal.ended': () => 'This triage has ended: ask again for a new one.',
  'refusal.ended-nothing-to-decide': () => 'This triage has ended: nothing is left to decide.',
  'refusal.under-way': () => 'A change is approved and under way already.',
  'refusal.nothing-waits': () => 'Nothing waits for approval here now.',
  'refusal.approved-enough': () => 'It has all the approvals that it needs already.',
  'refusal.diagnosis-unfinished': () =>
    'The diagnosis is not finished yet: the buttons work as soon as it is.',
  'refusal.expired': () => 'This request for approval has expired: choose the fix again.',
  'refusal.stale-plan': () => 'This button belongs to an older plan: use the newest one in the thread.',
  'refusal.observe-only': ({ host }) => `${host} is observed only (apply: false): nothing is changed there.`,
  'refusal.frozen': () => 'Changes are frozen at the moment: nothing is applied.',
  'refusal.shadow': ({ host }) => `${host} is in shadow mode: the plan is shown, and nothing is applied.`,
  'refusal.locked': (lock) => `${lockWords(lock)}.`,
  'refusal.group-changed': ({ host }) =>
    `${host} belongs to another group since this was asked for: choose the fix again.`,
  'refusal.remedy': ({ because }, tell) => `This cannot be applied: ${tell(because)}.`,
  'refusal.awaiting-others': () =>
    'Approval is being asked for here: only who asked for that can replace it.',
  'refusal.not-yours': () => 'Only who asked, or an approver, can do that here.',
  'refusal.committed': () => 'The fix is in place: recheck it, or ask again for a new triage.',
  'refusal.outcome-unknown': () => 'What became of the change is not known yet: ask again for a new triage.',
  'refusal.only-pasted': () =>
    'This is the diagnosis of a pasted console: Roundtrip reaches no host for it. Ask with the name of the host to have it checked.',
  'refusal.no-verdict': () => 'There is no verdict to judge here.',
  'refusal.nobody-waits': () => 'Nothing waits for a confirmation here now.',
  'refusal.nothing-to-stop': () => 'There is nothing to stop: no packets are awaited.',
  'refusal.no-packet-awaited': () => 'No packet is awaited any more: look again.',
  'refusal.waited-enough': () => 'It was extended often enough: look again once this has ended.',
  'refusal.nothing-to-recheck': () => 'There is no fix in place to recheck.',
  'refusal.being-rechecked': () => 'It is being rechecked already.',
  'refusal.approved-already': () => 'You have approved this already; it needs somebody else too.',
  'refusal.own-request': ({ to, terminal }) =>
    `You asked for this change, so somebody else must ${BY_OTHERS[to]}${terminal ? ' (approval.terminal would allow it here)' : ''}.`,
  'refusal.not-an-approver': () =>
    'You are not one of the approvers for this host; those who are have been asked.',
  'refusal.terminal': () =>
    'Approving in the terminal is not allowed here (approval.terminal): an approver must do it in Slack.',
  'refusal.nobody-can-approve': () =>
    'Nobody can approve here: approval.approvers in roundtrip.yaml names nobody.',
  'refusal.break-glass': () => 'Skipping the approval of others is not allowed here (approval.breakGlass).',
  'refusal.unsigned': ({ host, triage }) =>
    `${host} verifies approvals by itself: sign this one with "roundtrip approve ${triage}".`,
  'refusal.host-not-typed': ({ host }) => `Type the name of the host, ${host}, to approve its change.`,
  'refusal.ticket-missing': () => 'A change ticket is required here: name one to approve this.',
  'refusal.ticket-unfit': ({ pattern }) =>
    `That is no change ticket${pattern === undefined ? '' : `: it must match ${pattern}`}.`,
  'refusal.policy': ({ run }) => `This is not allowed: policy.check ${runIn('en', run)}.`,
  'refusal.undone-already': () => 'This fix has been undone already.',
  'refusal.nothing-to-undo': () => 'There is no fix in place to undo.',
  'refusal.undo-outcome-unknown': () =>
    'What became of the change is not known: the host did not answer. It is asked again; try once more when it answers.',
  'refusal.undo-asked-already': () => 'You have asked for the undo already; it needs somebody else too.',
  'refusal.too-few-approvers': ({ minimum, people }) =>
    `Nobody could get this approved: it needs ${count(minimum, 'approval')}, and beside those who asked ${people === 0 ? 'nobody' : `only ${people}`} can give one. Somebody else has to choose it, or more approvers are needed (approval.approvers, approval.minimum).`,
  'refusal.undo-wanted-already': () => 'They have been asked already.',
  'refusal.nothing-to-keep': () => 'There is no fix in place to keep.',
  'refusal.persist-never': () => 'Fixes are not made permanent here (persist: never).',
  'refusal.files-unsigned': ({ host }) =>
    `${host} verifies approvals by itself, and nobody has signed these files.`,
  'refusal.nothing-to-write': () =>
    'Nothing can be written that keeps it: the plan says why, and what would have to be written by hand.',
  'refusal.permanent-already': () => 'It is permanent already.',
  'refusal.being-made-permanent': () => 'It is being made permanent.',
  'refusal.permanence-asked-already': () => 'You have asked for that already; it needs somebody else too.',
  'refusal.freeze-approver': () => 'Only an approver can freeze changes, or end that.',
  'refusal.freeze-reason': () => 'Say why: `/roundtrip freeze REASON`.',
  'refusal.frozen-already': () => 'Changes are frozen already.',
  'refusal.not-frozen': () => 'Changes are not frozen.',
};

const BY_OTHERS = {
  approve: 'approve it',
  permanence: 'make it permanent',
  undo: 'ask for its undo',
} as const;
