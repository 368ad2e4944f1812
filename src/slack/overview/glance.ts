import { type Language, labelOf } from '../../texts/index.ts';
import {
  type Actor,
  diagnosisIn,
  foldEvents,
  isAtRest,
  type StoredEvent,
  type TriageState,
} from '../../triage/index.ts';
import { headlineOf, statusIcon } from '../views/verdict.ts';

/** What lists show of a triage, in each language. */
export type Glance = Pick<
  TriageState,
  'id' | 'sequence' | 'status' | 'request' | 'requestedBy' | 'requestedName' | 'requestedAt' | 'origin'
> & {
  /** Something goes on: work, an approval that is awaited, an outcome that a host still owes. */
  isOpen: boolean;
  verdict?: { icon: string; headline: Record<Language, string> };
  /** The approval that is awaited. */
  awaited?: {
    plan: string;
    label: Record<Language, string>;
    by: Actor;
    expiresAt: string;
    minimum: number;
    given: readonly Actor[];
    approvers: readonly string[];
  };
  /** Until when a packet of the one who asked is waited for (ISO 8601): for the verdict, or as the proof of a change. */
  packetUntil?: string;
  /** A committed fix. `approvers` may undo it. */
  standing?: {
    at: string;
    label: Record<Language, string>;
    isPermanent: boolean;
    undoAskedBy: readonly Actor[];
    /** Somebody who may not undo it has asked those who may. */
    undoIsWanted: boolean;
    approvers: readonly string[];
  };
};

/** Undefined for what is no triage, and for a pasted console: nothing was looked at for it. */
export function glanceAt(events: readonly StoredEvent[]): Glance | undefined {
  const state = foldEvents(events);
  if (!state || state.paste) return undefined;
  const { id, sequence, status, request, requestedBy, requestedName, requestedAt, origin } = state;
  return {
    ...{ id, sequence, status, request, requestedBy, requestedAt, origin, isOpen: !isAtRest(state) },
    ...(requestedName === undefined ? {} : { requestedName }),
    ...packetOf(state),
    ...verdictOf(state),
    ...changeOf(state),
  };
}

function packetOf({ status, waiting, confirmation }: TriageState): Pick<Glance, 'packetUntil'> {
  const { until } = (status === 'awaiting-confirmation' ? confirmation : waiting) ?? {};
  return until === undefined ? {} : { packetUntil: until };
}

function verdictOf({ diagnosis, recorded }: TriageState): Pick<Glance, 'verdict'> {
  if (!diagnosis || !recorded) return {};
  const headline = { en: headlineOf(diagnosis), ja: headlineOf(diagnosisIn('ja', recorded)) };
  return { verdict: { icon: statusIcon(diagnosis), headline } };
}

function changeOf({
  status,
  change,
  request,
  diagnosis,
  committedAt,
  permanence,
  undo,
  undoWanted,
}: TriageState): Pick<Glance, 'awaited' | 'standing'> {
  if (!change) return {};
  const { remedy, plan, chosenBy: by, expiresAt, minimum, approvals, approvers } = change;
  const device = diagnosis?.flow.interface ?? request.interface;
  const labelIn = (language: Language) => labelOf(remedy, device, plan, language);
  const label = { en: labelIn('en'), ja: labelIn('ja') };
  if (status === 'awaiting-approval') {
    const given = approvals.map((approval) => approval.by);
    return { awaited: { plan: plan.hash, label, by, expiresAt, minimum, given, approvers } };
  }
  if (status !== 'committed' || committedAt === undefined) return {};
  const isPermanent = permanence?.end?.kind === 'made';
  const undoAskedBy = undo?.wishes.map((wish) => wish.by) ?? [];
  const undoIsWanted = undoWanted !== undefined;
  return { standing: { at: committedAt, label, isPermanent, undoAskedBy, undoIsWanted, approvers } };
}
