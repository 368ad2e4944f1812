import { say } from './speech.ts';

/** Less than this is no skew (ms). */
const SKEW = 2000;

/**
 * Approvals and waiting go by the database's clock, so that a skew decides nothing of them; logs of both are harder to read together.
 * A host that verifies approvals by itself goes by its own.
 * @param ahead of this machine's clock (ms)
 */
export function withClock(where: string, ahead: number): string {
  if (Math.abs(ahead) < SKEW) return where;
  const { doctor } = say();
  const told = { where, seconds: Math.round(Math.abs(ahead) / 1000) };
  return ahead > 0 ? doctor.clockAhead(told) : doctor.clockBehind(told);
}
