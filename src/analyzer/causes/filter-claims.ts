import { isOurs } from '../counted.ts';
import { type FilterVerdict, isSpecific, ownerOf } from '../filters/index.ts';
import {
  emptyRuleset,
  type FilterFacts,
  type FilterRuleRef,
  type OpenQuestion,
  type ProbeOutcome,
  type StageName,
} from '../model/index.ts';
import { type FilterSign, filterSign, hookOf, risenRule } from '../seen/filter-signs.ts';
import { filterFacts, filterWay, type Hook, type Judged, stoppedApart } from '../seen/filter-way.ts';
import { rejectExplains } from '../seen/reject-errors.ts';
import { siblingPasses } from '../seen/siblings.ts';
import { cite, type Walk, waysOf } from '../walk/index.ts';
import { type Assumption, type Claim, claim } from './cause.ts';

type FilterCause = 'firewall-drop' | 'firewall-rp-filter';

/** What the packet filter's listing, its counters and its log lines claim at one hook, whichever cause it is told as. */
export function filterClaims(walk: Walk, hook: Hook, cause: FilterCause): Claim[] {
  const sign = filterSign(walk);
  if (sign && hookOf(sign) === hook) return bySign(walk, sign, cause);
  const wanted = cause === 'firewall-rp-filter' ? 'reverse-path' : undefined;
  const evidence = cite(walk, 'filters', 'nft', 'iptables', 'ip6tables');
  const make = (facts: FilterFacts, more: Partial<Claim> = {}): Claim =>
    claim({ cause, facts }, STAGE_OF_HOOK[hook], {
      evidence,
      ...(walk.seen.refused !== undefined && facts.verdict === 'reject' ? ERROR_CAME_BACK : {}),
      ...more,
    });
  if (walk.modelled.state.filters === undefined) {
    // Which of the hooks it would be cannot be told, so it is claimed once.
    if (wanted === 'reverse-path' || hook !== 'input' || sign) return [];
    const facts: FilterFacts = {
      hook,
      verdict: walk.seen.refused === undefined ? 'drop' : 'reject',
      notShown: true,
    };
    const after = isOurs(walk.seen.counted, walk.seen.counted.refused) ? 'accepted' : 'arrived';
    return [make(facts, { after, before: 'left', bare: true, rests: [notShown(walk, hook)] })];
  }
  const apart = hook === 'input' && wanted === undefined ? stoppedApart(walk) : undefined;
  if (apart && !saysOtherwise(walk))
    return [make(filterFacts(apart.path, apart.verdict), { rests: [asItComes(hook)], surmised: true })];
  const way = filterWay(walk);
  if (way.model.empty) return [];
  const judged = way[hook];
  const { verdict } = judged;
  switch (verdict.verdict) {
    case 'drop':
    case 'reject': {
      if (verdict.kind !== wanted) return [];
      const explains = rejectExplains(walk.seen.probe, verdict);
      const facts = filterFacts(judged.path, verdict);
      const rests = verdict.rule?.assumed ? [asItComes(hook)] : [];
      if (explains) return [make(facts, { ...ERROR_CAME_BACK, rests })];
      return [make(facts, { rests: saysOtherwise(walk) ? [unlikely(hook)] : rests })];
    }
    case 'unknown':
      if (wanted === 'reverse-path' && verdict.wayBack !== undefined)
        return checkBehindDoubt(walk, judged, verdict.wayBack, make);
      return verdict.kind === wanted ? doubtful(walk, judged, hook, make) : [];
    case 'accept':
      return [];
  }
}

/** The sender was told something that this rule does not send: then it is not what stops the request first. */
function saysOtherwise({ seen: { probe } }: Walk): boolean {
  return probe?.outcome !== undefined && TOLD.has(probe.outcome);
}

const TOLD: ReadonlySet<ProbeOutcome> = new Set([
  'refused',
  'host-unreachable',
  'network-unreachable',
  'prohibited',
]);

function unlikely(hook: Hook): Assumption {
  return { question: about(hook), kind: 'unusual', otherwise: 'none' };
}

/** What its program comes with, and nobody printed. */
function asItComes(hook: Hook): Assumption {
  return { question: about(hook), kind: 'default', otherwise: 'unusual' };
}

/** The sender was told, so that the way to the filter and back needs no other proof. */
const ERROR_CAME_BACK = { after: 'sent', before: 'delivered', explainsError: true } as const;

/** The filter was seen to end these packets: nothing before it does, whatever else was not shown. */
function bySign(walk: Walk, sign: FilterSign, cause: FilterCause): Claim[] {
  if (sign.reversePath !== (cause === 'firewall-rp-filter')) return [];
  const { facts, shown, evidence, hookKnown } = sign;
  return [
    claim({ cause, facts }, STAGE_OF_HOOK[hookOf(sign)], {
      ...(hookKnown ? {} : { after: 'sent' }),
      evidence: cite(walk, ...evidence),
      shown,
      ...(facts.verdict === 'reject' ? { explainsError: true } : {}),
    }),
  ];
}

type Make = (facts: FilterFacts, more?: Partial<Claim>) => Claim;

/** Rules that cannot be evaluated: the counter of one that may decide tells, or the error that it sends; else it stays possible. */
function doubtful(walk: Walk, judged: Judged, hook: Hook, make: Make): Claim[] {
  const { verdict, path } = judged;
  const risen = risenRule(walk, judged);
  if (risen) {
    const facts: FilterFacts = {
      ...filterFacts(path, { ...verdict, verdict: 'drop', rule: risen.rule }),
      rose: { packets: risen.packets, requests: risen.requests },
    };
    return [make(facts, { surmised: true })];
  }
  const sender = verdict.rejects?.find(({ with: rejectWith }) =>
    rejectExplains(walk.seen.probe, {
      verdict: 'reject',
      ...(rejectWith === undefined ? {} : { rejectWith }),
    }),
  );
  if (sender) {
    const facts = filterFacts(path, { verdict: 'reject', rule: sender.rule });
    const rests: Assumption[] = [{ question: about(hook), kind: 'default', otherwise: 'open' }];
    return [make(facts, { ...ERROR_CAME_BACK, rests })];
  }
  const { butFor } = verdict;
  if (butFor?.rule && isSpecific(walk.modelled.state.filters ?? emptyRuleset(), butFor.rule)) {
    // It names this flow: few let it pass before that.
    const facts = filterFacts(path, butFor);
    return [make(facts, { rests: [{ question: about(hook), kind: 'default', otherwise: 'open' }] })];
  }
  if (verdict.rule === undefined && (verdict.possible ?? []).length === 0) return [];
  const facts = filterFacts(path, verdict);
  return [make(facts, { rests: [doubtOf(walk, hook, verdict.kind)] })];
}

/** A check of the way back stands behind rules of which nothing is known to stop the packet: few of those that are not listed do. */
function checkBehindDoubt(walk: Walk, { path }: Judged, rule: FilterRuleRef, make: Make): Claim[] {
  if (!leadsElsewhere(walk)) return [];
  const facts = filterFacts(path, { verdict: 'drop', rule, ...ownedBy(rule) });
  return [make(facts, { rests: [{ question: about('prerouting'), kind: 'default', otherwise: 'open' }] })];
}

function ownedBy(rule: FilterRuleRef): Pick<FilterVerdict, 'owner'> {
  const owner = ownerOf(rule);
  return owner === undefined ? {} : { owner };
}

/** Whether the rule matches. A check of the way back hangs on routes of which those that are shown lead elsewhere. */
function doubtOf(walk: Walk, hook: Hook, kind: 'reverse-path' | undefined): Assumption {
  const isLikely = kind === 'reverse-path' && leadsElsewhere(walk);
  return isLikely
    ? { question: about(hook), kind: 'default', otherwise: 'open' }
    : { question: about(hook), kind: 'open', otherwise: 'default' };
}

/** The way back leads by another interface, as the model or the kernel's own answer has it; else all default routes that are shown do. */
function leadsElsewhere({
  modelled: { state, replyRoute },
  asked: { family },
  seen: { ingress },
}: Walk): boolean {
  const ways = waysOf(replyRoute);
  if (ways.length > 0) return !ways.includes(ingress);
  const devices = (state.routes[family] ?? [])
    .filter(({ destination, type }) => destination.endsWith('/0') && type === 'unicast')
    .flatMap(({ nextHops }) => nextHops.map(({ dev }) => dev));
  return devices.length > 0 && !devices.includes(ingress);
}

function about(hook: Hook): OpenQuestion {
  return { about: 'filter', hook };
}

/** A filter that nobody listed: open for this protocol at large, against the default where a sibling passes. */
function notShown(walk: Walk, hook: Hook): Assumption {
  return siblingPasses(walk)
    ? { question: about(hook), kind: 'unusual', otherwise: 'none' }
    : { question: about(hook), kind: 'open', otherwise: 'default' };
}

const STAGE_OF_HOOK: Record<Hook, StageName> = { prerouting: 'prerouting', input: 'input', output: 'output' };
