import type { OutcomeMessages } from './outcomes.ts';
import type { ProgressMessages } from './progress.ts';
import type { Headline as HeadlineFacts, ReasonMessages } from './reasons.ts';
import type { RefusalMessages } from './refusals.ts';

/** What is said of the work on a triage, as keys with typed parameters: events keep these, each language has the sentences. */
export type WorkflowMessages = ProgressMessages &
  ReasonMessages &
  OutcomeMessages &
  RefusalMessages & { headline: HeadlineFacts };

type OneOf<All> = { [Key in keyof All]: { key: Key } & All[Key] }[keyof All];

/** A message of the workflow. One may be a parameter of another one. */
export type WorkflowMessage = OneOf<WorkflowMessages>;
export type ProgressMessage = OneOf<ProgressMessages>;
export type RefusalMessage = OneOf<RefusalMessages>;
