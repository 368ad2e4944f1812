import { approval, outcome, permanence, recheck, undo } from './approval.ts';
import { access, help, question, refused, told } from './asking.ts';
import {
  approveDialog,
  checkDialog,
  gatewayDialog,
  glassDialog,
  judgeDialog,
  pasteDialog,
  rejectDialog,
  signDialog,
} from './dialogs.ts';
import { home, overview } from './overview.ts';
import { pasted } from './pasted.ts';
import { scan } from './scan.ts';
import {
  buttons,
  card,
  certainty,
  failure,
  remedies,
  stages,
  supposed,
  verdict,
  withheld,
  witnesses,
} from './thread.ts';

/** What the bot says in Slack. Other languages have exactly these. */
export const slackTexts = {
  access,
  approval,
  approveDialog,
  buttons,
  card,
  certainty,
  checkDialog,
  failure,
  gatewayDialog,
  glassDialog,
  help,
  home,
  judgeDialog,
  outcome,
  overview,
  pasted,
  pasteDialog,
  permanence,
  question,
  recheck,
  refused,
  rejectDialog,
  remedies,
  scan,
  signDialog,
  stages,
  supposed,
  told,
  undo,
  verdict,
  withheld,
  witnesses,
};

/** What the bot says in Slack, in one language: sentences with typed parameters, which are mrkdwn that is escaped already. */
export type SlackTexts = typeof slackTexts;
