type Nothing = Record<never, never>;

/** What can be wrong with the audit trail where it is checked, by its kind. Positions count from 1; lines are those of the anchor. */
type TrailFindings = {
  'before-the-first': Nothing;
  'event-missing': { after: number; next: number };
  'chain-broken': Nothing;
  'content-changed': Nothing;
  'out-of-order': { sequence: number; triage: string };
  'content-gone': Nothing;
  unsigned: Nothing;
  'signature-wrong': Nothing;
  /** A head of the anchor signs another event at this position. */
  'other-event-anchored': { line: number };
  'end-cut-off': { end: number; anchored: number };
  'anchor-unverifiable': Nothing;
  'anchor-no-head': { line: number };
  'anchor-other-key': { line: number };
  'anchor-signature-wrong': { line: number };
  'anchor-empty': { events: number };
  'anchor-behind': { anchored: number; events: number };
};

/** One thing that is wrong with it, as data. */
export type TrailFinding = {
  [Kind in keyof TrailFindings]: { kind: Kind; facts: TrailFindings[Kind] };
}[keyof TrailFindings];

/** What a role of the database could do to the trail, by its kind. */
type GuardGaps = {
  superuser: { role: string };
  owner: { role: string };
  privileges: { role: string; privileges: readonly string[] };
  'trigger-off': Nothing;
};

/** One such gap, as data. */
export type GuardGap = { [Kind in keyof GuardGaps]: { kind: Kind; facts: GuardGaps[Kind] } }[keyof GuardGaps];

/** One language's words for both: the end of a sentence, without its full stop. */
export type TrailTexts = {
  findings: { [Kind in keyof TrailFindings]: (facts: TrailFindings[Kind]) => string };
  gaps: { [Kind in keyof GuardGaps]: (facts: GuardGaps[Kind]) => string };
};
