import type { App } from '@slack/bolt';
import { onApprove } from './actions/approve.ts';
import { onAskForUndo } from './actions/ask-for-undo.ts';
import { onBreakGlass } from './actions/break-glass.ts';
import { onChangeCheck } from './actions/change-check.ts';
import { onCheckAnother, onCheckFound } from './actions/check-found.ts';
import { onCheckIt } from './actions/check-it.ts';
import { onChooseRemedy } from './actions/choose-remedy.ts';
import { onFullOutput } from './actions/full-output.ts';
import { onHomePressed } from './actions/home.ts';
import { onHostChosen } from './actions/host-chosen.ts';
import { onIncludeOthers } from './actions/include-others.ts';
import { onItWorks } from './actions/it-works.ts';
import { onJudgedRight, onJudgedWrong } from './actions/judge.ts';
import { onLookAgain } from './actions/look-again.ts';
import { onMakePermanent } from './actions/make-permanent.ts';
import { onNameGateway } from './actions/name-gateway.ts';
import { onNameInterface } from './actions/name-interface.ts';
import { onProbeFrom } from './actions/probe-from.ts';
import { onRecheck } from './actions/recheck.ts';
import { onReject, onRevoke } from './actions/reject.ts';
import { onSign } from './actions/sign.ts';
import { onStop } from './actions/stop.ts';
import { onUndo } from './actions/undo.ts';
import { onWaitLonger } from './actions/wait-longer.ts';
import { onRoundtripCommand } from './commands/roundtrip.ts';
import type { ListenerContext } from './context.ts';
import { onHomeOpened } from './events/home.ts';
import { onAppMention, onDirectMessage } from './events/message.ts';
import { onFormTyped } from './options/check-form.ts';
import { onCheckThis } from './shortcuts/check-this.ts';
import { onExplainSnippet } from './shortcuts/explain-snippet.ts';
import { onApprovalGiven } from './views/approve.ts';
import { onGlassBroken } from './views/break-glass.ts';
import { onCheckForm } from './views/check-form.ts';
import { onSnippetAsked } from './views/explain-snippet.ts';
import { onVerdictJudged } from './views/judge.ts';
import { onGatewayNamed } from './views/name-gateway.ts';
import { onRejected } from './views/reject.ts';
import { onApprovalSigned } from './views/sign.ts';

const LISTENERS = [
  onRoundtripCommand,
  onAppMention,
  onDirectMessage,
  onHomeOpened,
  onHomePressed,
  onCheckIt,
  onCheckFound,
  onCheckAnother,
  onChangeCheck,
  onCheckForm,
  onFormTyped,
  onHostChosen,
  onChooseRemedy,
  onNameGateway,
  onProbeFrom,
  onIncludeOthers,
  onStop,
  onWaitLonger,
  onApprove,
  onSign,
  onReject,
  onRevoke,
  onRejected,
  onLookAgain,
  onJudgedRight,
  onJudgedWrong,
  onVerdictJudged,
  onBreakGlass,
  onItWorks,
  onMakePermanent,
  onRecheck,
  onUndo,
  onAskForUndo,
  onFullOutput,
  onGatewayNamed,
  onApprovalGiven,
  onGlassBroken,
  onApprovalSigned,
  onCheckThis,
  onExplainSnippet,
  onNameInterface,
  onSnippetAsked,
];

/** Registers everything that the bot reacts to. */
export function registerListeners(app: App, context: ListenerContext): void {
  for (const register of LISTENERS) register(app, context);
}
