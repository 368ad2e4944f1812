import { headlineWords } from '../../because.ts';
import type { Sentences } from '../../sentences.ts';
import type { WorkflowMessages } from '../../workflow/index.ts';
import { causeTexts } from '../causes/index.ts';
import { outcomeSentences } from './outcomes.ts';
import { progressSentences } from './progress.ts';
import { reasonSentences } from './reasons.ts';
import { refusalSentences } from './refusals.ts';

/** What is said of the work on a triage. */
export const workflowSentences: Sentences<WorkflowMessages> = {
  ...progressSentences,
  ...reasonSentences,
  ...outcomeSentences,
  ...refusalSentences,
  headline: ({ told, scene }) => headlineWords(causeTexts, told, scene),
};
