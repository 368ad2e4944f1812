import { addressHolder, type GatewayClaim, isSilent, isUnresolved } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';
import { answerQueries } from './answering.ts';
import { decidingReverseRule, decidingRule, type WayOut, waysOf } from './ask.ts';
import { findGateway } from './gateway.ts';
import { gatewayReach } from './gateway-reach.ts';
import { policyRoutingChanges } from './policy-routing-changes.ts';
import type { RemedyKind, RemedyPlan } from './remedy.ts';

/** "What was asked on the interface is answered by it." */
export const POLICY_ROUTING = {
  id: 'policy-routing',
  recommended: true,
  families: [4, 6],
  movesAnswers: true,
  risks({ modelled: { state }, seen: { ingress } }) {
    const device = addressHolder(state, ingress);
    return [{ key: 'risk.own-addresses-move', device }, { key: 'risk.until-reboot' }];
  },
  plan(walk, gateways, already) {
    const { state } = walk.modelled;
    const { family } = walk.asked;
    const device = addressHolder(state, walk.seen.ingress);
    const found = findGateway(walk, device, gateways);
    if (found.kind === 'unknown') return askGateway(device, found.claims);
    const { address, sources } = found;
    const reach = gatewayReach(state, { device, family, gateway: address });
    // What two witnesses name is where it is; what one or a person names may be mistaken.
    const isDoubtful = found.kind === 'assumed' || gateways.named !== undefined;
    const outside = reach.kind === 'host-route' && isDoubtful ? { outside: reach.outside } : {};
    const gateway = { address, sources, assumed: found.kind === 'assumed', ...outside };
    if (isSilent(state, address, device))
      return {
        kind: 'none',
        because: { key: 'plan.gateway-silent', gateway: address, device, family },
        gateway,
      };
    const decidedBy = decidersOf(walk, { device, gateway: address });
    const planned = policyRoutingChanges(state, {
      ...{ device, family, gateway: address, decidedBy },
      planned: already,
    });
    if (planned.kind === 'impossible') return { kind: 'none', because: planned.because, gateway };
    // Asked for in another interface's name, a strict gateway kept silent: in the interface's own it may answer.
    const hangsOn = isUnresolved(state, address, device)
      ? ({ key: 'outcome.on-gateway', gateway: address, device } as const)
      : undefined;
    return { ...planned, gateway, ...(hangsOn ? { hangsOn } : {}) };
  },
} as const satisfies RemedyKind<'policy-routing'>;

/** A gateway has to be named first. */
export function askGateway(device: string, claims: GatewayClaim[]): RemedyPlan {
  const candidates = claims.map(({ address }) => address);
  return {
    kind: 'asks',
    asks: { what: 'gateway', candidates, question: { key: 'gateway.question', device } },
    on: { key: 'gateway.awaited', device },
    because:
      claims.length === 0 ? { key: 'gateway.none-named', device } : { key: 'gateway.several-named', claims },
  };
}

/**
 * The preferences of the rules that decide today how this flow is answered and whether its source is accepted, those left
 * out that lead where they should.
 */
export function decidersOf(walk: Walk, wanted: Pick<WayOut, 'device' | 'gateway'>): number[] {
  const { model, inwardQuery, validation } = walk.modelled;
  const misleading = answerQueries(walk).filter(({ query }) => {
    const answer = model.lookup(query);
    return answer.kind !== 'route' || JSON.stringify(waysOf(answer)) !== JSON.stringify([wanted]);
  });
  const deciding = [
    ...misleading.map(({ query }) => decidingRule(model, query)),
    ...(validation.verdict === 'refused' ? [decidingReverseRule(model, inwardQuery)] : []),
  ];
  return deciding.flatMap((rule) => (rule && rule.preference > 0 ? [rule.preference] : []));
}
