import type { RejectingEntry } from '../model/index.ts';
import type { RouteAnswer, Why } from '../routes/index.ts';

/** The rule or route that ended a lookup with an error; undefined where the lookup found nothing at all. */
export function rejectingEntry(
  answer: RouteAnswer | undefined,
  why: Why | undefined,
): RejectingEntry | undefined {
  if (answer?.kind !== 'error') return undefined;
  const last = why?.steps.at(-1);
  if (last?.outcome === 'rule-rejects')
    return { entry: 'rule', preference: last.rule.preference, action: last.rule.action.kind };
  if (last?.outcome === 'route-rejects' && last.route) {
    const { type, destination, table } = last.route;
    return { entry: 'route', type, destination, table };
  }
  return answer.error === 'ENETUNREACH' ? undefined : { entry: 'not-told' };
}
