import { asksAgain, type StoredEvent } from '../triage/index.ts';

type Event = StoredEvent['event'];
type Ending = 'done' | 'failed';

/** What of a triage's way takes time, as its events tell it; codes, which are public: they are labels of the metrics. */
type StageName = 'look' | 'approval' | 'apply' | 'verify' | 'undo' | 'persist' | 'recheck';

/** A stretch of a triage's way (ms since the epoch, by the database's clock), and the event that ended it. */
export type Stage = {
  stage: StageName;
  from: number;
  until: number;
  ending: Ending;
  endedBy: number;
};

/** `ends` is asked of each event after the one that began it, with all from that one to this. */
type Rule = {
  begins(event: Event): boolean;
  ends(event: Event, since: readonly Event[]): Ending | undefined;
};

const RULES: Record<StageName, Rule> = {
  /** From the question, or one that is asked anew, to the verdict. */
  look: {
    begins: (event) => (event.kind === 'requested' && !event.paste) || asksAgain(event),
    ends: (event) => {
      if (event.kind === 'diagnosed') return event.final ? 'done' : undefined;
      return endingIn(event, { done: ['stopped'], failed: ['failed'] });
    },
  },
  /** From the choice of a remedy until enough people have approved it. */
  approval: {
    begins: ({ kind }) => kind === 'remedy-chosen',
    ends: (event, since) =>
      isLastApproval(event, since) ? 'done' : endingIn(event, { failed: ['rejected', 'expired'] }),
  },
  apply: {
    begins: ({ kind }) => kind === 'apply-started',
    ends: (event) => endingIn(event, { done: ['applied'], failed: ['apply-refused', 'outcome-unknown'] }),
  },
  /** From the change on the host until it is kept or taken back. */
  verify: {
    begins: ({ kind }) => kind === 'applied',
    ends: (event) => endingIn(event, { done: ['committed'], failed: ['rolled-back', 'outcome-unknown'] }),
  },
  undo: {
    begins: ({ kind }) => kind === 'undo-asked',
    ends: (event) => endingIn(event, { done: ['undone'], failed: ['undo-failed'] }),
  },
  persist: {
    begins: ({ kind }) => kind === 'files-written',
    ends: (event) => endingIn(event, { done: ['made-permanent'], failed: ['permanence-failed'] }),
  },
  recheck: {
    begins: ({ kind }) => kind === 'recheck-asked',
    ends: (event) => endingIn(event, { done: ['rechecked'] }),
  },
};

const STAGES = Object.keys(RULES) as StageName[];

/** The stages of a triage that have ended, oldest first. One that is begun anew before it ends counts from then. */
export function stagesOf(events: readonly StoredEvent[]): Stage[] {
  return STAGES.flatMap((stage) => stagesBy(stage, events)).sort((a, b) => a.endedBy - b.endedBy);
}

function stagesBy(stage: StageName, events: readonly StoredEvent[]): Stage[] {
  const { begins, ends } = RULES[stage];
  const found: Stage[] = [];
  let began: number | undefined;
  for (const [at, stored] of events.entries()) {
    if (began !== undefined) {
      const since = events.slice(began, at + 1);
      const ending = ends(
        stored.event,
        since.map(({ event }) => event),
      );
      if (ending) {
        const from = Date.parse(since[0]?.at ?? stored.at);
        found.push({ stage, from, until: Date.parse(stored.at), ending, endedBy: stored.sequence });
        began = undefined;
      }
    }
    if (begins(stored.event)) began = at;
  }
  return found;
}

function endingIn(
  { kind }: Event,
  kinds: Partial<Record<Ending, readonly Event['kind'][]>>,
): Ending | undefined {
  if (kinds.done?.includes(kind)) return 'done';
  return kinds.failed?.includes(kind) ? 'failed' : undefined;
}

/** Whether as many have approved now as must. */
function isLastApproval(event: Event, [chosen, ...since]: readonly Event[]): boolean {
  if (event.kind !== 'approved' || chosen?.kind !== 'remedy-chosen') return false;
  const approvals = since.filter(({ kind }) => kind === 'approved').length;
  return event.breakGlass !== undefined || approvals >= chosen.minimum;
}
