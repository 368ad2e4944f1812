export { diagnose } from './diagnose.ts';
export { foretellChange } from './planned/foretell.ts';
export {
  changedMessages,
  findQuestion,
  findQuestionInTime,
  flowFor,
  namedInterfaces,
  type QuestionFlags,
  type QuestionFound,
  type QuestionInTime,
  type QuestionRefused,
  refusalMessages,
  sinceAnswered,
  takenMessage,
} from './question/index.ts';
export { applyPlan } from './remedies/what-if.ts';
export type { DiagnoseInput } from './walk/index.ts';
export { examineHost } from './whole-host/index.ts';
