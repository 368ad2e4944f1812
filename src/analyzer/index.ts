export { diagnose } from './diagnose.ts';
export {
  findQuestion,
  flowFor,
  namedInterfaces,
  type QuestionFlags,
  type QuestionFound,
  type QuestionRefused,
  refusalMessages,
  takenMessage,
} from './question/index.ts';
export type { DiagnoseInput } from './walk/index.ts';
