import { answer, detail, interrupted, looking } from './answer.ts';
import { approving, asking, fixing, following, keeping, plan, undoing, unfinished } from './change.ts';
import { fleet } from './fleet.ts';
import { helpAsk } from './help-ask.ts';
import { helpChange } from './help-change.ts';
import { helpRun } from './help-run.ts';
import { problems } from './problems.ts';
import { doctor, doctorProblems, ready, setup } from './setup.ts';
import { audit, calibrate, list, store } from './trail.ts';

/** What the command line says. Other languages have exactly these. */
export const terminalTexts = {
  answer,
  detail,
  interrupted,
  looking,
  approving,
  asking,
  fixing,
  following,
  keeping,
  plan,
  undoing,
  unfinished,
  problems,
  doctor,
  doctorProblems,
  setup,
  audit,
  calibrate,
  list,
  ready,
  store,
  fleet,
  help: { ...helpAsk, ...helpChange, ...helpRun },
};

/** What the command line says, in one language: sentences with typed parameters, which are plain text. */
export type TerminalTexts = typeof terminalTexts;
