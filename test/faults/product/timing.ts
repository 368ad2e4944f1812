import type { Timing } from '../../../src/triage/index.ts';

/** Everything that waits is shorter than in a bot, in proportion. */
export const TIMING = {
  verifySeconds: 24,
  verifyNeeds: 8,
  marginSeconds: 20,
  askAgain: 1000,
  heldAgain: 1000,
  lateNewsEvery: 3000,
} satisfies Partial<Timing>;
