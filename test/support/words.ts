import type { WorkflowMessage } from '../../src/texts/index.ts';

/** What an event says, in words of the test's own. */
export function words(text: string): WorkflowMessage {
  return { key: 'reason.recorded', text };
}
