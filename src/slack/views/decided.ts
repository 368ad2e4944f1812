import type { Said } from '../../analyzer/model/index.ts';
import type { WorkflowMessage } from '../../texts/index.ts';

/**
 * Reasons that rest on rules, people and the inventory: nothing that a host showed or said stands in them. A policy program's words
 * are none of them: it was given the plan, and may repeat it.
 */
const DECISIONS: readonly WorkflowMessage['key'][] = [
  'reason.frozen',
  'reason.shadow',
  'reason.locked',
  'reason.observe-only',
  'reason.group-changed',
  'reason.approval-expired',
  'reason.approvals-lost',
  'reason.waited-for',
  'reason.worker-ended',
];

/** Whether a refusal was decided by Roundtrip's own rules, so that everybody may read why. */
export function isDecided(said: Said): boolean {
  const message = said as WorkflowMessage;
  if (message.key === 'outcome.unchanged' || message.key === 'outcome.never-begun')
    return isDecided(message.because);
  if (message.key === 'reason.failure') return message.failure.code === 'host-unknown' && !message.whole;
  return DECISIONS.includes(message.key);
}
