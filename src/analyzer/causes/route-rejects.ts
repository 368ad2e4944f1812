import type { RejectingEntry } from '../model/index.ts';
import { tableName } from '../model/index.ts';
import type { RouteAnswer, Why } from '../routes/index.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type CauseFile, claim, ip, LINKS } from './cause.ts';
import { routingRests } from './priors.ts';
import { rejectingEntry } from './rejecting-entry.ts';
import { outsideTheVrf } from './vrf-mismatch.ts';

/** A blackhole, unreachable or prohibit route or rule stands in the way back. */
export const routeRejects: CauseFile<'route-rejects'> = {
  code: 'route-rejects',
  claims(walk) {
    if (outsideTheVrf(walk)) return [];
    const { validation, validationWhy, replyRoute, replyWhy } = walk.modelled;
    const rests = routingRests(walk);
    const inward = validation.verdict === 'refused' && validation.reason === 'route-rejects';
    const outward = rejectingEntry(replyRoute, replyWhy);
    return [
      ...(inward
        ? [
            claim(
              { cause: 'route-rejects', facts: factsOf(validation.reverse, validationWhy.reverse) },
              'source-validation',
              {
                countsReversePath: true,
                evidence: cite(walk, 'rp_filter', 'routes', 'rules', 'oracle', 'counters'),
                rests,
              },
            ),
          ]
        : []),
      ...(outward
        ? [
            claim({ cause: 'route-rejects', facts: factsOf(replyRoute, replyWhy) }, 'reply-route', {
              evidence: cite(walk, 'routes', 'rules', 'oracle'),
              rests,
            }),
          ]
        : []),
    ];
  },
  remedies: [],
  advice: (walk, facts) => ({ commands: removal(walk, facts), link: LINKS.ipRoute }),
};

function factsOf(answer: RouteAnswer | undefined, why: Why | undefined): RejectingEntry & { error?: string } {
  const entry = rejectingEntry(answer, why) ?? { entry: 'not-told' as const };
  return answer?.kind === 'error' ? { ...entry, error: answer.error } : entry;
}

/** The command that removes what rejects, where the lookup names it. */
function removal(walk: Walk, facts: RejectingEntry): string[][] {
  switch (facts.entry) {
    case 'rule':
      return [ip(walk, 'rule', 'del', 'pref', String(facts.preference))];
    case 'route':
      return [ip(walk, 'route', 'del', facts.type, facts.destination, 'table', tableName(facts.table))];
    case 'not-told':
      return [ip(walk, 'rule', 'show'), ip(walk, 'route', 'show', 'table', 'all')];
  }
}
