import type { Said } from '../../analyzer/model/index.ts';
import type { FailedRun } from '../failures/index.ts';

type Nothing = Record<never, never>;

/** Why the changes of a group wait; `precision` is a share. */
export type Lock = {
  group: string | null;
  judged: number;
  right: number;
  verdicts: number;
  precision: number;
};

/** What somebody who may not do something, or not now, reads: whole sentences. */
export type RefusalMessages = {
  'refusal.unknown-triage': { triage: string };
  'refusal.ended': Nothing;
  'refusal.ended-nothing-to-decide': Nothing;
  'refusal.under-way': Nothing;
  'refusal.nothing-waits': Nothing;
  'refusal.approved-enough': Nothing;
  'refusal.diagnosis-unfinished': Nothing;
  'refusal.expired': Nothing;
  'refusal.stale-plan': Nothing;
  'refusal.observe-only': { host: string };
  'refusal.frozen': Nothing;
  'refusal.shadow': { host: string };
  'refusal.locked': Lock;
  'refusal.group-changed': { host: string };
  'refusal.remedy': { because: Said };
  'refusal.awaiting-others': Nothing;
  'refusal.not-yours': Nothing;
  'refusal.committed': Nothing;
  'refusal.outcome-unknown': Nothing;
  'refusal.only-pasted': Nothing;
  'refusal.no-verdict': Nothing;
  'refusal.nobody-waits': Nothing;
  'refusal.nothing-to-stop': Nothing;
  'refusal.no-packet-awaited': Nothing;
  'refusal.waited-enough': Nothing;
  'refusal.nothing-to-recheck': Nothing;
  'refusal.being-rechecked': Nothing;
  'refusal.approved-already': Nothing;
  /** `terminal`: it was tried there, where the configuration could allow it. */
  'refusal.own-request': { to: 'approve' | 'permanence' | 'undo'; terminal: boolean };
  'refusal.not-an-approver': Nothing;
  'refusal.terminal': Nothing;
  'refusal.nobody-can-approve': Nothing;
  'refusal.break-glass': Nothing;
  'refusal.unsigned': { host: string; triage: string };
  'refusal.host-not-typed': { host: string };
  'refusal.ticket-missing': Nothing;
  'refusal.ticket-unfit': { pattern?: string };
  'refusal.policy': { run: FailedRun };
  'refusal.undone-already': Nothing;
  'refusal.nothing-to-undo': Nothing;
  'refusal.undo-outcome-unknown': Nothing;
  'refusal.undo-asked-already': Nothing;
  'refusal.undo-wanted-already': Nothing;
  'refusal.too-few-approvers': { minimum: number; people: number };
  'refusal.nothing-to-keep': Nothing;
  'refusal.persist-never': Nothing;
  'refusal.files-unsigned': { host: string };
  'refusal.nothing-to-write': Nothing;
  'refusal.permanent-already': Nothing;
  'refusal.being-made-permanent': Nothing;
  'refusal.permanence-asked-already': Nothing;
  'refusal.freeze-approver': Nothing;
  'refusal.freeze-reason': Nothing;
  'refusal.frozen-already': Nothing;
  'refusal.not-frozen': Nothing;
};
