export { namedInterfaces } from './console.ts';
export { findQuestion } from './find-question.ts';
export type {
  QuestionFlags,
  QuestionFound,
  QuestionRefused,
} from './found.ts';
export { changedMessages, findQuestionInTime, type QuestionInTime, sinceAnswered } from './in-moments.ts';
export { flowFor } from './live-flow.ts';
export { refusalMessages, takenMessage } from './messages.ts';
