import type { Command } from './command.ts';
import type { Cause, Diagnosis, StageName } from './diagnosis.ts';
import type { Flow } from './flow.ts';
import type { Scene, Told } from './messages/causes.ts';
import type { Message } from './messages/index.ts';
import type { Evidence } from './observation.ts';
import type { OpenQuestion } from './open-question.ts';
import type { ProposedRemedy } from './proposal.ts';

/**
 * What it costs to answer an open question in a claim's favour: a default that holds here, something shown under another
 * prompt or at another time, no default known, against the default. In ascending order; `none` = it was shown.
 */
export const COSTS = ['none', 'default', 'attributed', 'open', 'unusual'] as const;
export type Cost = (typeof COSTS)[number];

/** What a person can do or look at, as argument vectors in order, and the document that explains the behaviour. */
export type Advice = { commands: string[][]; link: string };

/** One stage of the walk: what became of the packet there, and why. */
export type StageFinding = {
  stage: StageName;
  status: 'passed' | 'stopped' | 'would-stop' | 'not-reached' | 'unknown';
  because: Message;
  evidence: string[];
  cause?: Cause;
  /** Of a stage that was not reached: what the model says of it. */
  model?: 'would-pass' | 'would-stop' | 'unknown';
};

/** What one witness says of the question "does the host take the request and answer it?". */
export type Testimony = { says: 'accepts' | 'refuses' | 'unknown'; detail: Message };
export type Testimonies = Record<'model' | 'kernel' | 'counters' | 'capture', Testimony>;

/** One way in which the case may be explained, and what speaks for and against it. */
export type CandidateFinding = {
  told: Told;
  stage: StageName | null;
  standing: 'leads' | 'fits' | 'contradicted';
  for: Message[];
  against: Message[];
  assumes: { question: OpenQuestion; kind: Exclude<Cost, 'none'> }[];
};

/** A diagnosis as codes and parameters; `src/texts` makes the public JSON and everything that people read from it. */
export type Diagnosed = {
  host: string;
  scene: Scene;
  cause: Cause;
  told: Told;
  /** Why it is open, where it is. */
  why?: Message;
  stage: StageName | null;
  certainty: Diagnosis['certainty'];
  scope: Diagnosis['scope'];
  advice?: Advice;
  flow: Flow;
  stages: StageFinding[];
  next: Cause[];
  witnesses: Testimonies;
  candidates: CandidateFinding[];
  settles?: { command: Command; on: string };
  alsoAffected: string[];
  evidence: Evidence[];
  remedies: ProposedRemedy[];
  remarks: Message[];
};
