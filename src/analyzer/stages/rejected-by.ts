import type { RouteAnswer } from '../routes/index.ts';

/** The rule or route that ended a lookup with an error, in words; undefined where the lookup found nothing at all. */
export function rejectedBy(answer: RouteAnswer): string | undefined {
  if (answer.kind !== 'error') return undefined;
  const last = answer.why.steps.at(-1);
  if (last?.outcome === 'rule-rejects')
    return `rule ${last.rule.preference} says ${last.rule.action.kind} (${answer.error})`;
  if (last?.outcome === 'route-rejects' && last.route)
    return `the route ${last.route.type} ${last.route.destination} rejects it (${answer.error})`;
  return answer.error === 'ENETUNREACH' ? undefined : `a route or rule rejects it (${answer.error})`;
}
