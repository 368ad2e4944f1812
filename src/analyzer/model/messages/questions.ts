import type { OpenQuestion } from '../open-question.ts';

/** What is said of open questions. */
export type QuestionMessages = {
  /** That it was not shown. */
  'question.open': { question: OpenQuestion };
  /** What is taken for granted in its place. */
  'question.assumed': { question: OpenQuestion };
};
