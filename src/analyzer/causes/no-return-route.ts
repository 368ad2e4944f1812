import { routerOf } from '../routers-of-requests.ts';
import { lacksMainRule } from '../seen/rules.ts';
import { isLackOfRoute } from '../seen/way-back.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, ip, LINKS } from './cause.ts';
import { defaultBy } from './default-by.ts';
import { routingRests } from './priors.ts';
import { rejectingEntry } from './rejecting-entry.ts';
import { outsideTheVrf } from './vrf-mismatch.ts';

/** No table that applies has a route to the source: the request is refused (modes 1 and 2), or cannot be answered. */
export const noReturnRoute: CauseFile<'no-return-route'> = {
  code: 'no-return-route',
  claims(walk) {
    // A sender whom nobody knows may be a neighbour: that strangers have no way back is no fault then.
    if (outsideTheVrf(walk) || lacksMainRule(walk) || walk.asked.senderAssumed) return [];
    return [...inward(walk), ...outward(walk)];
  },
  remedies: [],
  advice(walk) {
    const { flow } = walk.asked;
    const router = routerOf(walk);
    const add = router === undefined ? [] : [ip(walk, 'route', 'add', ...defaultBy(walk, router))];
    return {
      commands: [ip(walk, 'route', 'get', flow.from ?? 'SENDER', 'from', flow.to), ...add],
      link: LINKS.ipRoute,
    };
  },
};

function inward(walk: Walk): Claim[] {
  if (!isLackOfRoute(walk.modelled.validation)) return [];
  return [
    claim({ cause: 'no-return-route', facts: { refused: true } }, 'source-validation', {
      countsReversePath: true,
      evidence: cite(walk, 'rp_filter', 'routes', 'rules', 'oracle', 'counters'),
      rests: routingRests(walk),
    }),
  ];
}

function outward(walk: Walk): Claim[] {
  const { replyRoute, replyWhy } = walk.modelled;
  if (replyRoute.kind !== 'error' || rejectingEntry(replyRoute, replyWhy)) return [];
  return [
    claim({ cause: 'no-return-route', facts: { refused: false } }, 'reply-route', {
      evidence: cite(walk, 'routes', 'rules', 'oracle'),
      rests: routingRests(walk),
    }),
  ];
}
