import type { Diagnosed, Said } from '../../analyzer/model/index.ts';
import type { FailedRun, Failure } from '../failures/index.ts';
import type { Lock } from './refusals.ts';

type Nothing = Record<never, never>;

/** A verdict, as far as its one sentence needs it. */
export type Headline = Pick<Diagnosed, 'told' | 'scene'>;

/** Why an approval does not count any more. */
export type LostBecause =
  | 'glass'
  | 'alone'
  | 'terminal'
  | 'asker'
  | 'not-an-approver'
  | 'no-ticket'
  | 'ticket'
  | 'host-name';

/** Why something was not done, or must not be: clauses that stand alone or after a colon. */
export type ReasonMessages = {
  /** Words that another program, a person or an older version recorded, as they stand. */
  'reason.recorded': { text: string };
  /** The words of a host's own program, where it refused or could not do something. */
  'reason.host-said': { host: string; said: string };
  /** What failed; `whole`: with what to do next. */
  'reason.failure': { failure: Failure; whole?: true };
  /** The words of an error that nobody expected. */
  'reason.gave-up': { said: string };
  'reason.frozen': Nothing;
  'reason.shadow': { host: string };
  'reason.locked': Lock;
  'reason.observe-only': { host: string };
  'reason.group-changed': { host: string };
  'reason.approval-expired': { at: string };
  'reason.approvals-lost': {
    minimum: number;
    standing: number;
    lost: readonly { by: string; because: LostBecause }[];
  };
  'reason.policy': { run: FailedRun };
  'reason.works-by-now': { found: Headline };
  'reason.remedy-gone': { found: Headline };
  'reason.would-not-fix': { because: Said };
  'reason.ground-moved': { changes: readonly { name: string; before?: string; now?: string }[] };
  'reason.other-plan': { removed: readonly string[]; added: readonly string[] };
  'reason.not-looked-at': { host: string; failure: Failure };
  'reason.asked-again': { host: string };
  'reason.worker-ended': Nothing;
  'reason.too-late-to-verify': { host: string; seconds: number };
  'reason.not-kept': { host: string };
  'reason.keep-failed': { failure: Failure };
  'reason.nobody-confirmed': { failure: Failure };
  'reason.host-is-undoing': { said: string };
  'reason.host-knows-nothing': { host: string };
  'reason.waited-for': { host: string; by: string };
  'reason.nothing-to-write': Nothing;
  'reason.persist-never': Nothing;
  'reason.files-not-kept': { host: string };
  'reason.files-not-removed': { said: string };
  'reason.no-plan': Nothing;
  'reason.gateway-first': { question: Said };
  'reason.not-in-diagnosis': Nothing;
  'reason.not-offered': Nothing;
  /** It stays in the store. */
  'reason.withheld': Nothing;
  'reason.unread-checks': { commands: readonly string[] };
};
