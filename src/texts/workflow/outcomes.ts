import type { Said } from '../../analyzer/model/index.ts';
import type { Headline } from './reasons.ts';

/** What became of a change, and what shows it. */
export type OutcomeMessages = {
  'outcome.expired': Record<never, never>;
  'outcome.no-reason': Record<never, never>;
  'outcome.unchanged': { because: Said };
  /** It was begun, and undone at once. */
  'outcome.taken-back': { because: Said };
  'outcome.never-begun': { because: Said };
  'outcome.unfinished': { because: Said };
  'outcome.host-undid': { because: Said; said: string };
  /** The host had no record of the change any more; what was left of it was removed. */
  'outcome.record-gone': { because: Said; host: string };
  'outcome.undo-failed-too': { because: Said; detail: Said };
  'outcome.host-not-asked': { host: string; last: Said; because: Said };
  'outcome.host-kept': { host: string };
  'outcome.files-kept': { host: string };
  'outcome.files-stand': Record<never, never>;
  'outcome.host-removed-files': { because: Said; said: string };
  'outcome.removing-files-failed': { because: Said; detail: Said };
  'outcome.not-undone': { because: Said };
  'outcome.removed': Record<never, never>;
  'outcome.nothing-was-there': Record<never, never>;
  /** `lines`: as the host prints them. */
  'outcome.others-left': { lines: readonly string[] };
  'outcome.undone-beside': { because: Said; lines: readonly string[] };
  /** A probe after the change; `counted` by the sender. */
  'proof.probe': { ok: boolean; found: Headline; counted?: { received: number; sent: number } };
  'proof.unchecked': { because?: Said };
  /** Of several interfaces, each by its own proof. */
  'proof.each': { proofs: readonly { device: string; proof: Said }[] };
  'proof.client': { seen: Said };
  'proof.person': { by: string };
  /** `devices`: those that are still awaited, where others were seen. */
  'proof.nobody': { seconds: number; devices: readonly string[] };
  'proof.awaited': Record<never, never>;
};
