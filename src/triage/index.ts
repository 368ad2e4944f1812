export { type AgentCall, createCallLog } from './agent-calls.ts';
export {
  approvalText,
  expiryOf,
  SIGNATURE_NAMESPACE,
  signatureBody,
  signingCommand,
} from './approval-text.ts';
export { askersOf } from './askers.ts';
export * from './events.ts';
export * from './explain.ts';
export { freezeOf } from './freeze.ts';
export { newTriageId } from './id.ts';
export { type JudgedVerdict, judgedVerdicts } from './judged.ts';
export { KEY_CHANGES } from './key-changes.ts';
export { lockOf } from './lock.ts';
export { lookOnce } from './look-once.ts';
export { noteLostMessage } from './lost-message.ts';
export { isApprover } from './membership.ts';
export * from './ports.ts';
export { type Precision, precisionOf } from './precision.ts';
export { checkProber, usualProber } from './probers.ts';
export { alreadyUsed } from './record.ts';
export { diagnosisIn, planIn } from './recorded.ts';
export { writeReport } from './report.ts';
export {
  type Change,
  type CollectedFile,
  changesBetween,
  examineCollected,
  foldScan,
  type HostResult,
  hostsLeft,
  type ScanState,
  scanHosts,
} from './scan/index.ts';
export { foretellFrom, hostStateOf, simulate } from './simulate.ts';
export { foldEvents, isAtRest, isPermanenceDue, isUndoDue, type TriageState } from './state.ts';
export { supersedeOlder } from './superseded.ts';
export { createTriages } from './triages.ts';
export { isUnfinished, unfinishedOn } from './unfinished.ts';
export { canBeReached, usableApprovers } from './usable-approvers.ts';
export { attemptFor, canWaitLonger } from './waiting.ts';
export { type HostChange, startWorker, type Timing } from './worker/index.ts';
