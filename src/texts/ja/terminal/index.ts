import type { TerminalTexts } from '../../en/terminal/index.ts';
import { answer, detail, interrupted, looking } from './answer.ts';
import { approving, asking, fixing, following, keeping, plan, undoing, unfinished } from './change.ts';
import { fleet } from './fleet.ts';
import { help } from './help.ts';
import { problems } from './problems.ts';
import { doctor, doctorProblems, ready, setup } from './setup.ts';
import { audit, calibrate, list, store } from './trail.ts';

/** What the command line says. */
export const terminalTexts: TerminalTexts = {
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
  help,
};
