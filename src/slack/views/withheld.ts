import type { Diagnosis, Plan, Recheck, Remedy } from '../../analyzer/model/index.ts';
import { type Language, type SlackTexts, slackTextsIn, type WorkflowMessage } from '../../texts/index.ts';
import type { TriageState } from '../../triage/index.ts';
import type { Outcome, Story } from './story.ts';

/** What stands in the place of what is left out. */
type Words = SlackTexts['withheld'];

/**
 * What Slack gets of a triage whose evidence stays in the store (`evidence: store`): the verdict, the ID, who did what, and how
 * it ended. Nothing that was read on a host is left in it, so that no view can show it.
 */
export function withheldStory(story: Story, language: Language): Story {
  const say = slackTextsIn(language).withheld;
  const { undoArmed, ...rest } = story;
  return {
    ...rest,
    ...(undoArmed ? { undoArmed } : {}),
    state: withheldState(story.state, say),
    rounds: story.rounds.map((round) => ({ ...round, plan: withheldPlan(round.plan) })),
    outcomes: story.outcomes.map((outcome) => withheldOutcome(outcome, say)),
    heard: false,
  };
}

/** The state of a triage without what was read on a host. */
export function withheldState(state: TriageState, say: Words): TriageState {
  const { progress: _progress, verified: _verified, recorded: _recorded, ...shown } = state;
  const { diagnosis, change, recheck, ...rest } = shown;
  return {
    ...rest,
    ...(recheck?.asked ? { recheck: { asked: recheck.asked } } : {}),
    ...(diagnosis ? { diagnosis: withheldDiagnosis(diagnosis, say) } : {}),
    ...(change ? { change: { ...change, plan: withheldPlan(change.plan) } } : {}),
  };
}

function withheldDiagnosis(diagnosis: Diagnosis, say: Words): Diagnosis {
  const { advice: _advice, candidates: _candidates, ...rest } = diagnosis;
  const unknown = { says: 'unknown', detail: '' } as const;
  return {
    ...rest,
    explanation: '',
    stages: [],
    next: [],
    witnesses: { model: unknown, kernel: unknown, counters: unknown, capture: unknown },
    evidence: [],
    remarks: [],
    remedies: diagnosis.remedies.map((remedy) => withheldRemedy(remedy, say)),
  };
}

function withheldRemedy({ id, recommended, outcome, asks, refused, plan }: Remedy, say: Words): Remedy {
  return {
    ...{ id, recommended, outcome, because: '', risks: [] },
    ...(asks ? { asks: { what: asks.what, candidates: [], question: say.question } } : {}),
    ...(refused === undefined ? {} : { refused: say.refused }),
    ...(plan ? { plan: withheldPlan(plan) } : {}),
  };
}

/** How many commands and files there are stays: what they are does not. */
function withheldPlan({ hash, steps, files, repairs }: Plan): Plan {
  return {
    hash,
    restsOn: {},
    steps: steps.map(({ id, change }) => ({ id, change, do: [], undo: [], check: [] })),
    files: files.map(({ before }) => ({ path: '', before: before === null ? null : '', after: '' })),
    ...(repairs ? { repairs } : {}),
    blastRadius: [],
  } satisfies Plan;
}

/** Whether it stands, and how much of it does not. */
function withheldRecheck({ standing, answered, missing }: Recheck): Recheck {
  return {
    standing,
    ...(answered === undefined ? {} : { answered }),
    missing: missing.map(() => ({ command: '' })),
    removedBy: [],
    because: { key: 'reason.withheld' } satisfies WorkflowMessage,
  };
}

/** In the words of people, or of nobody. */
function withheldOutcome(outcome: Outcome, say: Words): Outcome {
  if (outcome.kind === 'rechecked') return { ...outcome, detail: '', found: withheldRecheck(outcome.found) };
  const isSaid =
    outcome.kind === 'rejected' || outcome.kind === 'expired' || outcome.kind === 'awaiting-confirmation';
  return isSaid || outcome.decided ? outcome : { ...outcome, detail: say.outcome };
}
