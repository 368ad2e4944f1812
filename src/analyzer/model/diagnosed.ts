import { z } from 'zod';
import {
  Cause,
  Certainty,
  StageName,
  StageStatus,
  StageWithoutArrival,
  VerdictScope,
  WitnessSays,
} from './diagnosis.ts';
import { Flow } from './flow.ts';
import type { Scene as SceneFacts, Told as ToldFacts } from './messages/causes.ts';
import { Message } from './messages/index.ts';
import { Evidence } from './observation.ts';
import { OpenQuestion } from './open-question.ts';
import { ProposedRemedy } from './proposal.ts';
import { Topology } from './topology.ts';

/**
 * What it costs to answer an open question in a claim's favour: a default that holds here, something shown under another
 * prompt or at another time, no default known, against the default. In ascending order; `none` = it was shown.
 */
export const COSTS = ['none', 'default', 'attributed', 'open', 'unusual'] as const;
export type Cost = (typeof COSTS)[number];

/** What a person can do or look at, as argument vectors in order, and the document that explains the behaviour. */
export const Advice = z.object({ commands: z.array(z.array(z.string())), link: z.string() });
export type Advice = z.infer<typeof Advice>;

/** One stage of the walk: what became of the packet there, and why. */
export const StageFinding = z.object({
  stage: StageName,
  status: StageStatus,
  because: Message,
  evidence: z.array(z.string()),
  cause: Cause.optional(),
  /** Of a stage that was not reached: what the model says of it. */
  model: StageWithoutArrival.optional(),
});
export type StageFinding = z.infer<typeof StageFinding>;

/** What one witness says of the question "does the host take the request and answer it?". */
export const Testimony = z.object({ says: WitnessSays, detail: Message });
export type Testimony = z.infer<typeof Testimony>;

const Testimonies = z.object({
  model: Testimony,
  kernel: Testimony,
  counters: Testimony,
  capture: Testimony,
});
export type Testimonies = z.infer<typeof Testimonies>;

/** A scene and a cause's facts as they are stored: the compiler checked them when they were made. */
export const StoredScene = z.looseObject({ host: z.string() }) as unknown as z.ZodType<SceneFacts>;
export const StoredTold = z.looseObject({
  cause: Cause,
  facts: z.looseObject({}),
}) as unknown as z.ZodType<ToldFacts>;

/** One way in which the case may be explained, and what speaks for and against it. */
export const CandidateFinding = z.object({
  told: StoredTold,
  stage: StageName.nullable(),
  standing: z.enum(['leads', 'fits', 'contradicted']),
  for: z.array(Message),
  against: z.array(Message),
  assumes: z.array(
    z.object({
      question: OpenQuestion,
      kind: z.enum(COSTS).exclude(['none']),
    }),
  ),
});
export type CandidateFinding = z.infer<typeof CandidateFinding>;

/**
 * A diagnosis as codes and parameters; `src/texts` makes the public JSON and everything that people read from it, in any
 * language and at any later time. This is what the events keep.
 */
export const Diagnosed = z.object({
  schema: z.literal('roundtrip.diagnosed/1'),
  host: z.string(),
  scene: StoredScene,
  cause: Cause,
  told: StoredTold,
  /** Why it is open, where it is. */
  why: Message.optional(),
  stage: StageName.nullable(),
  certainty: Certainty,
  scope: VerdictScope,
  advice: Advice.optional(),
  flow: Flow,
  /** Absent in diagnoses that were recorded before it was kept. */
  topology: Topology.optional(),
  stages: z.array(StageFinding),
  next: z.array(Cause),
  witnesses: Testimonies,
  candidates: z.array(CandidateFinding),
  /** `on`: the machine to run it on, by name; ANY_SENDER for a sender without one. */
  settles: z.object({ command: z.array(z.string()).readonly(), on: z.string() }).optional(),
  alsoAffected: z.array(z.string()),
  evidence: z.array(Evidence),
  remedies: z.array(ProposedRemedy),
  remarks: z.array(Message),
});
export type Diagnosed = z.infer<typeof Diagnosed>;
