import type { FilterFacts, OpenQuestion, StageName } from '../model/index.ts';
import { rejectExplains } from '../seen/reject-errors.ts';
import { siblingPasses } from '../seen/siblings.ts';
import { cite, type Walk } from '../walk.ts';
import { type Assumption, type Claim, claim } from './cause.ts';
import { filterFacts, filterWay, type Hook, type Judged, risenRule } from './filter-way.ts';

/** What the packet filter's listing, its counters and its log lines claim at one hook, whichever cause it is told as. */
export function filterClaims(walk: Walk, hook: Hook, cause: 'firewall-drop' | 'firewall-rp-filter'): Claim[] {
  const wanted = cause === 'firewall-rp-filter' ? 'reverse-path' : undefined;
  const evidence = cite(walk, 'filters', 'nft', 'iptables', 'ip6tables');
  const make = (facts: FilterFacts, more: Partial<Claim> = {}): Claim =>
    claim({ cause, facts }, STAGE_OF_HOOK[hook], {
      evidence,
      ...(walk.refused !== undefined && facts.verdict === 'reject' ? ERROR_CAME_BACK : {}),
      ...more,
    });
  if (walk.state.filters === undefined) {
    // Which of the hooks it would be cannot be told, so it is claimed once.
    if (wanted === 'reverse-path' || hook !== 'input') return [];
    const facts: FilterFacts = {
      hook,
      verdict: walk.refused === undefined ? 'drop' : 'reject',
      notShown: true,
    };
    return [make(facts, { after: 'arrived', before: 'left', bare: true, rests: [notShown(walk, hook)] })];
  }
  const way = filterWay(walk);
  if (way.model.empty) return [];
  const judged = way[hook];
  const { verdict } = judged;
  switch (verdict.verdict) {
    case 'drop':
    case 'reject': {
      if (verdict.kind !== wanted) return [];
      const explains = rejectExplains(walk.probe, verdict);
      return [make(filterFacts(judged.path, verdict), explains ? ERROR_CAME_BACK : {})];
    }
    case 'unknown':
      return doubtful(walk, judged, hook, wanted, make);
    case 'accept':
      return [];
  }
}

/** The sender was told, so that the way to the filter and back needs no other proof. */
const ERROR_CAME_BACK = { after: 'sent', before: 'delivered', explainsError: true } as const;

type Make = (facts: FilterFacts, more?: Partial<Claim>) => Claim;

/** Rules that cannot be evaluated: the counter of one that may decide tells, else it stays possible. */
function doubtful(
  walk: Walk,
  judged: Judged,
  hook: Hook,
  wanted: 'reverse-path' | undefined,
  make: Make,
): Claim[] {
  if (wanted !== undefined) return [];
  const risen = risenRule(walk, judged);
  if (risen) {
    const facts: FilterFacts = {
      ...filterFacts(judged.path, { ...judged.verdict, verdict: 'drop', rule: risen.rule }),
      rose: { packets: risen.packets, requests: risen.requests },
    };
    const exact = risen.packets === risen.requests;
    return [
      make(facts, exact ? { shown: { key: 'counted.rule', packets: risen.packets } } : { surmised: true }),
    ];
  }
  if (judged.verdict.rule === undefined && (judged.verdict.possible ?? []).length === 0) return [];
  const facts = filterFacts(judged.path, judged.verdict);
  return [make(facts, { rests: [{ question: about(hook), kind: 'open', otherwise: 'default' }] })];
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
